package dev.dbpool.micrometer;

import dev.dbpool.DbPool;
import dev.dbpool.metrics.PoolMetric;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A pool's numbers under the names that HikariCP has in Micrometer, so that dashboards and alerts made for it go on:
 * {@code hikaricp.connections}, with {@code .active}, {@code .idle}, {@code .max}, {@code .min}, {@code .pending},
 * {@code .timeout}, {@code .acquire}, {@code .usage} and {@code .creation}, all with the tag {@code pool}. Read when the
 * registry publishes; an acquisition costs nothing more.
 *
 * <p>The three timers are exact in count and total. Their maximum is an upper bound, a bound of the pool's buckets, as
 * {@code hikaricp.connections.acquire.seconds.max} and so on: under the names of Prometheus, where it belongs. Percentiles
 * and histograms are not imitated: {@code db_pool_acquire_duration_seconds} has them.
 *
 * <p>Thread-safe. The registry does not keep the pool alive; {@link #close} removes the meters.
 */
public final class HikariCpMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "hikaricp.connections";

    private final DbPool pool;
    private final Tags tags;
    private final BoundMeters meters = new BoundMeters();

    /**
     * Binds the pool's metrics under HikariCP's names.
     *
     * @param poolName the tag {@code pool}: the name that the HikariCP pool had, {@code HikariPool-1} unless it was set
     */
    public HikariCpMetrics(DbPool pool, String poolName) {
        this.pool = pool;
        this.tags = Tags.of(Tag.of("pool", poolName));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "", "Total connections", pool -> {
            var stats = pool.stats();
            return stats.active() + stats.idle();
        });
        gauge(registry, ".active", "Active connections", pool -> pool.stats().active());
        gauge(registry, ".idle", "Idle connections", pool -> pool.stats().idle());
        gauge(registry, ".max", "Max connections", pool -> pool.stats().max());
        gauge(registry, ".min", "Min connections", pool -> pool.config().minConnections());
        gauge(registry, ".pending", "Pending threads", pool -> pool.stats().waiting());
        meters.add(
                registry,
                FunctionCounter.builder(
                                PREFIX + ".timeout", pool, pool -> pool.stats().timeouts())
                        .tags(tags)
                        .description("Connection timeout total count")
                        .register(registry));
        timer(registry, ".acquire", "Connection acquire time", PoolMetric.ACQUIRE_DURATION);
        timer(registry, ".usage", "Connection usage time", PoolMetric.HOLD_DURATION);
        timer(registry, ".creation", "Connection creation time", PoolMetric.CONNECT_DURATION);
    }

    /** Removes the meters from the registries to which they were bound. */
    @Override
    public void close() {
        meters.removeAll();
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<DbPool> value) {
        meters.add(
                registry,
                Gauge.builder(PREFIX + name, pool, value)
                        .tags(tags)
                        .description(description)
                        .register(registry));
    }

    private void timer(MeterRegistry registry, String name, String description, PoolMetric metric) {
        for (MetricSnapshot family : pool.metrics()) {
            if (family.getMetadata().getName().equals(metric.fullName())) {
                Point point = new Point(
                        metric.fullName(), family.getDataPoints().get(0).getLabels());
                meters.add(
                        registry,
                        FunctionTimer.builder(
                                        PREFIX + name, pool, point::count, point::totalNanos, TimeUnit.NANOSECONDS)
                                .tags(tags)
                                .description(description)
                                .register(registry));
                RecentMaximum maximum = new RecentMaximum(System::nanoTime);
                gauge(
                        registry,
                        name + ".seconds.max",
                        description + ", an upper bound for the last minute or two",
                        pool -> point.buckets(pool).map(maximum::of).orElse(Double.NaN));
            }
        }
    }
}
