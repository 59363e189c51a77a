package dev.dbpool.internal.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A distribution of durations that any thread may add to: for what is rare, such as failures and connects. No count
 * decreases, and the sum is never behind its counts. Does not block.
 */
final class Latency {
    private final AtomicLongArray cells = new AtomicLongArray(DurationBuckets.CELLS);

    void record(long nanos) {
        long clamped = DurationBuckets.clamped(nanos);
        cells.getAndAdd(DurationBuckets.SUM, clamped);
        cells.getAndIncrement(DurationBuckets.cellOf(clamped));
    }

    void addTo(long[] total) {
        for (int cell = DurationBuckets.CELLS - 1; cell >= 0; cell--) {
            total[cell] += cells.get(cell);
        }
    }
}
