package dev.dbpool.benchmarks.peers;

import dev.dbpool.PoolStats;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.config.Settings;
import dev.dbpool.internal.pool.AcquirePath;
import dev.dbpool.internal.pool.PoolParts;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our pool with everything on, over sessions without a server. It is what stands behind {@code DbPool}, whose methods
 * are calls of one line: only its parts can be made without a server.
 */
public final class StubbedPool implements AutoCloseable {
    private final PoolParts parts;
    private final AcquirePath path;
    private final long acquireTimeoutNanos;

    private StubbedPool(PoolSettings settings, PoolParts parts) {
        this.parts = parts;
        this.path = parts.path();
        this.acquireTimeoutNanos = settings.acquireTimeout().toNanos();
    }

    /** Several may share a registry, each as a service of its own. */
    static StubbedPool open(String service, Size size, PrometheusRegistry registry) throws SQLException {
        PoolSettings settings = settings(service, size);
        return new StubbedPool(settings, PoolParts.open(settings, registry, System::nanoTime, StubLogin::factory));
    }

    /** As {@code DbConfig} reads and checks them. */
    private static PoolSettings settings(String service, Size size) {
        Settings values = new Settings();
        values.putEnvironment(Map.of(
                "DATABASE_URL",
                "postgres://app@localhost/stub?sslmode=disable",
                "DB_MAX_CONNECTIONS",
                String.valueOf(size.most()),
                "DB_MIN_CONNECTIONS",
                String.valueOf(size.kept()),
                "DB_CONNECT_TIMEOUT_SECS",
                "60"));
        List<String> problems = new ArrayList<>();
        return PoolSettings.checked(service, values, false, Optional.empty(), Optional.empty(), problems)
                .orElseThrow(() -> new IllegalStateException(problems.toString()));
    }

    /** As {@code DbPool} gives them to callers. */
    public Connection getConnection() throws SQLException {
        return path.acquire(acquireTimeoutNanos, null);
    }

    /** As {@code DbPool} does it. */
    void evictAll() {
        parts.evictAll();
    }

    PoolStats stats() {
        return parts.stats();
    }

    @Override
    public void close() {
        parts.close(0);
    }
}
