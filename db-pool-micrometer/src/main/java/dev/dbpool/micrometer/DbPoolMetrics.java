package dev.dbpool.micrometer;

import dev.dbpool.DbPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.TimeUnit;

/**
 * The whole catalogue of a pool in any Micrometer registry: {@code db_pool_waiting_acquires} as
 * {@code db.pool.waiting.acquires}, and so on. Gauges, function counters and function timers read the pool when the
 * registry publishes; an acquisition costs nothing more.
 *
 * <p>Micrometer has no histogram that is read at that time, so the three durations are timers with count and total only.
 * For a registry that Prometheus scrapes, pass its {@code PrometheusRegistry} to {@code DbPool.open} instead: there the
 * catalogue is complete, with histograms, and under the names that rules and dashboard expect.
 *
 * <p>Thread-safe. The registry does not keep the pool alive. {@link #close} removes the meters again; without it a
 * registry that outlives the pool goes on showing the pool's last numbers.
 */
public final class DbPoolMetrics implements MeterBinder, AutoCloseable {
    /** How the names of all meters begin. */
    public static final String PREFIX = "db.pool.";

    private static final String SECONDS = "_seconds";

    private final DbPool pool;
    private final Tags tags;
    private final BoundMeters meters = new BoundMeters();

    /** Binds the pool's metrics with no tags but its own: {@code service}, and {@code pool} if the pool has a name. */
    public DbPoolMetrics(DbPool pool) {
        this(pool, Tags.empty());
    }

    /** The same with further tags. */
    public DbPoolMetrics(DbPool pool, Iterable<Tag> tags) {
        this.pool = pool;
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MetricSnapshot metric : pool.metrics()) {
            for (DataPointSnapshot point : metric.getDataPoints()) {
                bind(registry, metric, new Point(metric.getMetadata().getName(), point.getLabels()));
            }
        }
    }

    /** Removes the meters from the registries to which they were bound. */
    @Override
    public void close() {
        meters.removeAll();
    }

    private void bind(MeterRegistry registry, MetricSnapshot metric, Point point) {
        boolean seconds = point.family().endsWith(SECONDS);
        String family =
                seconds ? point.family().substring(0, point.family().length() - SECONDS.length()) : point.family();
        String unit = seconds ? "seconds" : null;
        String help = metric.getMetadata().getHelp();
        Tags all = tags.and(tagsOf(point.labels()));
        if (metric instanceof HistogramSnapshot) {
            FunctionTimer.Builder<DbPool> timer =
                    FunctionTimer.builder(dotted(family), pool, point::count, point::totalNanos, TimeUnit.NANOSECONDS);
            meters.add(registry, timer.tags(all).description(help).register(registry));
        } else if (metric instanceof CounterSnapshot) {
            FunctionCounter.Builder<DbPool> counter = FunctionCounter.builder(dotted(family), pool, point::value);
            meters.add(
                    registry, counter.tags(all).description(help).baseUnit(unit).register(registry));
        } else {
            Gauge.Builder<DbPool> gauge = Gauge.builder(gaugeName(family), pool, point::value);
            meters.add(
                    registry, gauge.tags(all).description(help).baseUnit(unit).register(registry));
        }
    }

    /** client_java leaves the ending of the info metric to its type, which Micrometer does not have. */
    private static String gaugeName(String family) {
        return family.equals("db_pool") ? PREFIX + "info" : dotted(family);
    }

    private static String dotted(String family) {
        return family.replace('_', '.');
    }

    private static Tags tagsOf(Labels labels) {
        return Tags.of(labels.stream()
                .map(label -> Tag.of(label.getName(), label.getValue()))
                .toList());
    }
}
