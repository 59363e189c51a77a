package dev.dbpool.internal.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * A pool's place in a registry, from {@link #attach} to {@link #close}: its series are there exactly that long.
 *
 * <p>A registry refuses two collectors with the same names, so the pools of a registry share one collector, which comes
 * with the first pool and goes with the last. Thread-safe; blocks only for other pools that attach or detach.
 */
public final class MetricsRegistration implements AutoCloseable {

    private MetricsRegistration() {}

    /**
     * Makes the pool's series appear in the registry, all at once and all present at zero.
     *
     * @throws IllegalStateException if the registry already has a pool with this service and this pool name
     * @throws IllegalArgumentException if somebody else registered one of the names of the catalogue
     */
    public static MetricsRegistration attach(
            PrometheusRegistry registry, PoolIdentity identity, PoolMetrics metrics, PoolReadings readings) {
        throw new UnsupportedOperationException();
    }

    /** Takes the pool's series out of the registry. Doing it again has no effect. */
    @Override
    public void close() {}
}
