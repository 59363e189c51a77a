package dev.dbpool.internal.metrics;

import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * A distribution of durations, kept by client_java's histogram and never registered: the pool's collector reads it and
 * puts the pool's labels on.
 *
 * <p>Classic buckets only. With native ones beside them Prometheus before 2.45 drops the classic buckets and every
 * alert on a bound goes silent; they also cost four times as much per observation. For the same reason the
 * {@code io.prometheus.metrics.*} properties are not looked at, which could take the bounds away that alerts name, or
 * leave a histogram that cannot be read at all. No exemplars, because sampling them costs a clock read.
 *
 * <p><b>Progress.</b> {@link #record} takes no lock, except that while a scrape is reading this histogram
 * (microseconds) it appends to a buffer under a lock that is held for one array store, or for a copy when the buffer
 * grows. It never waits for the scrape as a whole. A scrape waits for recordings that have begun.
 */
final class Latency {
    /**
     * One set for acquire, hold and connect, so that their quantiles can be compared and share a heat map: from a
     * millisecond, under which a pool is not the problem, to a minute, the default leak threshold and far above the
     * default timeouts. Every threshold of an alert is a bound. None lies below 0.001, because Java prints 0.0005 as
     * 5.0E-4.
     */
    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private final Histogram histogram;
    private final DistributionDataPoint sink;

    Latency(PoolMetric metric) {
        this(unregistered(metric));
    }

    private Latency(Histogram histogram) {
        this(histogram, histogram.labelValues());
    }

    /** For tests: what is recorded goes to the sink. */
    Latency(Histogram histogram, DistributionDataPoint sink) {
        this.histogram = histogram;
        this.sink = sink;
    }

    static Histogram unregistered(PoolMetric metric) {
        return Histogram.builder(PrometheusProperties.builder().build())
                .name(metric.fullName())
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .withoutExemplars()
                .build();
    }

    /** A negative duration (a clock that went back) counts as 0, so that the sum never decreases. */
    void record(long nanos) {
        sink.observe(Math.max(0, nanos) / 1e9);
    }

    HistogramDataPointSnapshot read(Labels labels) {
        HistogramDataPointSnapshot now = histogram.collect().getDataPoints().get(0);
        return new HistogramDataPointSnapshot(
                now.getClassicBuckets(), now.getSum(), labels, Exemplars.EMPTY, now.getCreatedTimestampMillis());
    }
}
