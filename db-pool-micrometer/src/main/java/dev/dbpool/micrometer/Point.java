package dev.dbpool.micrometer;

import dev.dbpool.DbPool;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Optional;

/**
 * One series of a pool, found again in each reading. It keeps no pool: registries hold pools weakly, so that a pool that
 * the application has dropped can go.
 *
 * @param family name of the metric as client_java has it, without the suffix that comes from the type
 * @param labels all of them, so that they name one series of the family
 */
record Point(String family, Labels labels) {
    private static final double NANOS = 1e9;

    /** The value of a gauge or a counter; 1 for the info metric. */
    double value(DbPool pool) {
        return read(pool)
                .map(point -> {
                    if (point instanceof GaugeDataPointSnapshot gauge) {
                        return gauge.getValue();
                    }
                    return point instanceof CounterDataPointSnapshot counter ? counter.getValue() : 1.0;
                })
                .orElse(Double.NaN);
    }

    /** How many durations a histogram has. */
    long count(DbPool pool) {
        return histogram(pool).map(HistogramDataPointSnapshot::getCount).orElse(0L);
    }

    /** The sum of a histogram's durations. */
    double totalNanos(DbPool pool) {
        return histogram(pool).map(histogram -> histogram.getSum() * NANOS).orElse(0.0);
    }

    /** The buckets of a histogram, each with its own count. */
    Optional<ClassicHistogramBuckets> buckets(DbPool pool) {
        return histogram(pool).map(HistogramDataPointSnapshot::getClassicBuckets);
    }

    private Optional<HistogramDataPointSnapshot> histogram(DbPool pool) {
        return read(pool)
                .filter(HistogramDataPointSnapshot.class::isInstance)
                .map(HistogramDataPointSnapshot.class::cast);
    }

    private Optional<DataPointSnapshot> read(DbPool pool) {
        for (MetricSnapshot metric : pool.metrics()) {
            if (metric.getMetadata().getName().equals(family)) {
                for (DataPointSnapshot point : metric.getDataPoints()) {
                    if (point.getLabels().equals(labels)) {
                        return Optional.of(point);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
