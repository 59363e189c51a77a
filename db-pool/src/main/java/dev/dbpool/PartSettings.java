package dev.dbpool;

import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.engine.EngineSettings;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.FactorySettings;
import dev.dbpool.internal.factory.PoolThread;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What each part of the line is told of the configuration. */
final class PartSettings {
    private PartSettings() {}

    static ConnectionFactory realFactory(DbConfig config, ConnectListener listener, LongSupplier nanoTime) {
        return new ConnectionFactory(ofFactory(config), config.urlSource(), listener, nanoTime);
    }

    static FactorySettings ofFactory(DbConfig config) {
        return new FactorySettings(
                config.service(), threadPrefix(config), config.connectTimeout(), config.socketTimeout());
    }

    static AdmissionSettings ofAdmission(DbConfig config) {
        return new AdmissionSettings(
                config.maxConnections(),
                config.maxWaiters().orElse(Integer.MAX_VALUE),
                config.admission() == AdmissionPolicy.ADAPTIVE,
                config.targetDelay().map(Duration::toNanos).orElse(0L),
                config.acquireTimeout().toNanos(),
                config.refuseHopeless());
    }

    static EngineSettings ofEngine(DbConfig config) {
        return new EngineSettings(
                config.service() + config.poolName().map(name -> "/" + name).orElse(""),
                PoolThread.named(threadPrefix(config) + "engine"),
                config.maxConnections(),
                config.minConnections(),
                config.idleTimeout(),
                config.maxLifetime(),
                config.connectTimeout());
    }

    /** How the names of the pool's threads begin. */
    static String threadPrefix(DbConfig config) {
        return "db-pool-" + config.service()
                + config.poolName().map(name -> "-" + name).orElse("") + "-";
    }
}
