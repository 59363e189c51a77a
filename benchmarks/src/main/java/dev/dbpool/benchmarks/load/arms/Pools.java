package dev.dbpool.benchmarks.load.arms;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbpool.AdmissionPolicy;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.TestBeforeAcquire;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The pools themselves: each as it comes, but for its size and its timeout. */
final class Pools {
    /** Milliseconds of no use before a test; 0 is not "always", but -1 is. */
    private static final String ALIVE_BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private Pools() {}

    /** Ours, with everything on: all metrics, and a registry to read them. */
    static LoadArm.Opening dbPool(UnaryOperator<DbConfig.Builder> settings) {
        return database -> {
            DbPool pool = DbPool.open(
                    settings.apply(DbConfig.builder("load")
                                    .databaseUrl(database.url())
                                    .maxConnections(LoadArm.CONNECTIONS)
                                    .minConnections(LoadArm.CONNECTIONS))
                            .build(),
                    new PrometheusRegistry());
            return new PooledGateway(pool, pool::close).warm();
        };
    }

    static LoadArm.Opening dbPool(Duration timeout) {
        return dbPool(settings -> settings.acquireTimeout(timeout));
    }

    static LoadArm.Opening dbPoolAdaptive(Duration timeout) {
        return dbPool(settings -> settings.acquireTimeout(timeout).admission(AdmissionPolicy.ADAPTIVE));
    }

    static LoadArm.Opening dbPool(TestBeforeAcquire test) {
        return dbPool(settings -> settings.testBeforeAcquire(test));
    }

    static LoadArm.Opening hikari(Duration timeout) {
        return database -> {
            HikariDataSource pool = new HikariDataSource(hikariConfig(database, timeout));
            return new PooledGateway(pool, pool).warm();
        };
    }

    /** HikariCP reads whether to test from a property of the whole process, and only while a pool is made. */
    static LoadArm.Opening hikariTestingAlways(Duration timeout) {
        return database -> {
            System.setProperty(ALIVE_BYPASS, "-1");
            try {
                return hikari(timeout).open(database);
            } finally {
                System.clearProperty(ALIVE_BYPASS);
            }
        };
    }

    private static HikariConfig hikariConfig(Database database, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("load");
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setMaximumPoolSize(LoadArm.CONNECTIONS);
        config.setConnectionTimeout(timeout.toMillis());
        return config;
    }

    static LoadArm.Opening agroal(Duration timeout) {
        return database -> {
            AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .metricsEnabled(true)
                    .connectionPoolConfiguration(sizes -> sizes.initialSize(LoadArm.CONNECTIONS)
                            .minSize(LoadArm.CONNECTIONS)
                            .maxSize(LoadArm.CONNECTIONS)
                            .acquisitionTimeout(timeout)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(database.jdbcUrl())
                                    .principal(new NamePrincipal(database.user())))));
            return new PooledGateway(pool, pool::close).warm();
        };
    }
}
