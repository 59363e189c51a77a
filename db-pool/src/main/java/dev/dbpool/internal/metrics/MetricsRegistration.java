package dev.dbpool.internal.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool's place in a registry, from {@link #attach} to {@link #close}: its series are there exactly that long.
 *
 * <p>A registry refuses two collectors with the same names, so the pools of a registry share one collector, which comes
 * with the first pool and goes with the last. Thread-safe; blocks only for other pools that attach or detach.
 */
public final class MetricsRegistration implements AutoCloseable {
    /**
     * The exception to "no static mutable state". Pools that know nothing of each other must find the collector they
     * share, and a registry cannot be asked what is registered in it. Both ends are weak: the registry itself holds its
     * collector, and the collector's pools lead back to the registry, so a strong value would keep an abandoned
     * registry for ever. Guarded by itself, as are the lists of pools in the collectors.
     */
    private static final Map<PrometheusRegistry, WeakReference<PoolsCollector>> COLLECTORS = new WeakHashMap<>();

    private final PrometheusRegistry registry;
    private final PoolsCollector collector;
    private final PoolSeries pool;
    private final boolean numbered;

    private MetricsRegistration(
            PrometheusRegistry registry, PoolsCollector collector, PoolSeries pool, boolean numbered) {
        this.numbered = numbered;
        this.registry = registry;
        this.collector = collector;
        this.pool = pool;
    }

    /**
     * Makes the pool's series appear in the registry, all at once and all present at zero. If the registry already has a
     * pool with this service and this pool name, the pool gets a number: {@link #numbered}.
     *
     * @throws IllegalArgumentException if somebody else registered one of the names of the catalogue
     */
    public static MetricsRegistration attach(
            PrometheusRegistry registry, PoolIdentity identity, PoolMetrics metrics, PoolReadings readings) {
        return attach(registry, identity, false, metrics, readings);
    }

    /**
     * As {@link #attach(PrometheusRegistry, PoolIdentity, PoolMetrics, PoolReadings)}.
     *
     * @throws IllegalStateException if the registry has a pool with this service and name, and a second one is refused
     */
    public static MetricsRegistration attach(
            PrometheusRegistry registry,
            PoolIdentity identity,
            boolean refuseDuplicates,
            PoolMetrics metrics,
            PoolReadings readings) {
        synchronized (COLLECTORS) {
            PoolsCollector collector = collectorOf(registry).orElseGet(PoolsCollector::new);
            if (refuseDuplicates && collector.has(identity)) {
                throw new IllegalStateException(duplicate(identity));
            }
            PoolSeries pool = new PoolSeries(free(identity, collector), metrics, readings);
            register(registry, collector);
            collector.add(pool);
            COLLECTORS.put(registry, new WeakReference<>(collector));
            return new MetricsRegistration(
                    registry, collector, pool, !pool.identity().equals(identity));
        }
    }

    /** This pool's series as of now, also after it was closed; empty if they cannot be read. */
    public MetricSnapshots read() {
        return pool.read().map(MetricFamilies::snapshots).orElseGet(MetricSnapshots::of);
    }

    private static PoolIdentity free(PoolIdentity wanted, PoolsCollector collector) {
        PoolIdentity free = wanted;
        for (int number = 2; collector.has(free); number++) {
            free = wanted.numbered(number);
        }
        return free;
    }

    /** What to warn of: the label {@code pool} that the pool got because another is open under the same name. */
    public Optional<String> numbered() {
        PoolIdentity identity = pool.identity();
        return numbered
                ? Optional.of(identity.service() + ": this Prometheus registry already has an open pool of this service"
                        + " and name, so this one's series have the label pool=\""
                        + identity.poolName().orElse("")
                        + "\". Give it a poolName of its own, or close the other one first."
                        + " See docs/metrics.md#several-pools")
                : Optional.empty();
    }

    /** Takes the pool's series out of the registry. Doing it again has no effect. */
    @Override
    public void close() {
        synchronized (COLLECTORS) {
            collector.remove(pool);
            if (collector.isEmpty() && collectorOf(registry).orElse(null) == collector) {
                registry.unregister(collector);
                COLLECTORS.remove(registry);
            }
        }
    }

    private static Optional<PoolsCollector> collectorOf(PrometheusRegistry registry) {
        @Nullable WeakReference<PoolsCollector> known = COLLECTORS.get(registry);
        return known == null ? Optional.empty() : Optional.ofNullable(known.get());
    }

    /**
     * Registers also a collector that should be registered already: {@code PrometheusRegistry.clear()} may have thrown
     * it out, and the registry cannot be asked. It answers an instance that it has with the same exception as a
     * colliding name, which only the first pool can meet.
     */
    private static void register(PrometheusRegistry registry, PoolsCollector collector) {
        try {
            registry.register(collector);
        } catch (IllegalArgumentException e) {
            if (collector.isEmpty()) {
                throw e;
            }
        }
    }

    private static String duplicate(PoolIdentity identity) {
        String taken = identity.poolName().map(name -> "named \"" + name + "\"").orElse("without a name");
        return identity.service() + ": this Prometheus registry already has an open pool of service \""
                + identity.service() + "\" " + taken + ", and their series would be the same. Give each pool of a"
                + " service a poolName of its own (it becomes the label \"pool\"), close the other pool first, or pass"
                + " another registry. See docs/metrics.md#several-pools";
    }
}
