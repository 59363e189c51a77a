package dev.dbpool;

import dev.dbpool.internal.factory.StubLogin;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.postgresql.core.BaseConnection;

/** Opens a pool whose sessions have no server: everything else is as users have it. */
public final class StubbedPool {
    private StubbedPool() {}

    /** A pool over the supplier's sessions. */
    public static DbPool open(DbConfig config, PrometheusRegistry registry, Supplier<? extends BaseConnection> sessions)
            throws SQLException {
        return DbPool.open(
                config,
                registry,
                System::nanoTime,
                (asked, listener, nanoTime) -> StubLogin.factory(
                        PartSettings.ofFactory(asked), asked.urlSource(), listener, nanoTime, sessions));
    }
}
