package dev.dbpool;

import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.FaultyDriver;
import dev.dbpool.internal.pool.PoolParts;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opens a pool whose sessions come from a {@link FaultyDriver}, and whose listener may throw too. */
public final class FaultyPool {
    public static final String BEGINS = "ConnectListener.begins";
    public static final String OPENED = "ConnectListener.opened";
    public static final String FAILED = "ConnectListener.failed";
    public static final String LIMITS_KNOWN = "ConnectListener.limitsKnown";

    private FaultyPool() {}

    public static DbPool open(DbConfig config, PrometheusRegistry registry, FaultyDriver driver) throws SQLException {
        return new DbPool(
                config,
                PoolParts.open(
                        config.settings(),
                        registry,
                        System::nanoTime,
                        (settings, source, listener, nanoTime) ->
                                driver.factory(settings, source, faulty(listener, driver), nanoTime)));
    }

    private static ConnectListener faulty(ConnectListener listener, FaultyDriver driver) {
        return new ConnectListener() {
            @Override
            public @Nullable Begun begins() {
                driver.passUnchecked(BEGINS);
                return listener.begins();
            }

            @Override
            public void opened(@Nullable Begun begun, long nanos) {
                driver.passUnchecked(OPENED);
                listener.opened(begun, nanos);
            }

            @Override
            public void failed(ConnectFailure reason) {
                driver.passUnchecked(FAILED);
                listener.failed(reason);
            }

            @Override
            public void limitsKnown(ServerLimits limits) {
                driver.passUnchecked(LIMITS_KNOWN);
                listener.limitsKnown(limits);
            }
        };
    }
}
