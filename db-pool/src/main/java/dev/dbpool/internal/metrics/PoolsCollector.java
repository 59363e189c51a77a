package dev.dbpool.internal.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The one collector of a registry. It does not know its registry, so that it never keeps it alive.
 *
 * <p>Scrapes from any number of threads; pools come and go under the lock of {@link MetricsRegistration}.
 */
final class PoolsCollector implements MultiCollector {
    private final List<PoolSeries> pools = new CopyOnWriteArrayList<>();

    @Override
    public MetricSnapshots collect() {
        MetricFamilies all = new MetricFamilies();
        for (PoolSeries pool : pools) {
            pool.read().ifPresent(all::addAll);
        }
        return all.snapshots();
    }

    /** Lets the registry refuse a second owner of one of our names when it registers, not when it is scraped. */
    @Override
    public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
        return MetricFamilies.descriptors();
    }

    boolean has(PoolIdentity identity) {
        return pools.stream()
                .map(PoolSeries::identity)
                .anyMatch(other -> other.service().equals(identity.service())
                        && other.poolName().equals(identity.poolName()));
    }

    void add(PoolSeries pool) {
        pools.add(pool);
    }

    void remove(PoolSeries pool) {
        pools.remove(pool);
    }

    boolean isEmpty() {
        return pools.isEmpty();
    }
}
