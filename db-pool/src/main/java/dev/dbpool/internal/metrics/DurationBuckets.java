package dev.dbpool.internal.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.TimeUnit;

/**
 * The bounds of every distribution of durations, and how their counts lie in an array of cells: the sum in nanoseconds
 * first, then one cell per bucket, the last for what is above all bounds.
 *
 * <p>One set for acquire, hold and connect, so that their quantiles can be compared and share a heat map: from a
 * millisecond, under which a pool is not the problem, to a minute, the default leak threshold and far above the default
 * timeouts. Every threshold of an alert is a bound. None lies below 0.001, because Java prints 0.0005 as 5.0E-4. Classic
 * buckets only: with native ones beside them Prometheus before 2.45 drops the classic buckets and every alert on a bound
 * goes silent.
 */
final class DurationBuckets {
    static final int SUM = 0;
    private static final int FIRST_BUCKET = 1;

    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, Double.POSITIVE_INFINITY
    };

    private static final long[] BOUND_NANOS = new long[BOUNDS.length];

    static {
        for (int i = 0; i < BOUNDS.length; i++) {
            BOUND_NANOS[i] = Math.round(BOUNDS[i] * 1e9);
        }
    }

    static final int CELLS = FIRST_BUCKET + BOUNDS.length;

    /** Longer ones count as this long, so that no sum overflows. */
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(365);

    private DurationBuckets() {}

    /** A negative duration (a clock that went back) counts as 0, so that the sum never decreases. */
    static long clamped(long nanos) {
        return Math.min(Math.max(0, nanos), LONGEST_NANOS);
    }

    /** The cell that counts the duration. Nearly all are under the first bound, so that the search ends there. */
    static int cellOf(long nanos) {
        int bucket = 0;
        while (nanos > BOUND_NANOS[bucket]) {
            bucket++;
        }
        return FIRST_BUCKET + bucket;
    }

    static long count(long[] cells) {
        long count = 0;
        for (int cell = FIRST_BUCKET; cell < CELLS; cell++) {
            count += cells[cell];
        }
        return count;
    }

    static HistogramDataPointSnapshot snapshot(long[] cells, Labels labels, long createdMillis) {
        long[] counts = new long[BOUNDS.length];
        System.arraycopy(cells, FIRST_BUCKET, counts, 0, counts.length);
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(BOUNDS, counts), cells[SUM] / 1e9, labels, Exemplars.EMPTY, createdMillis);
    }
}
