package dev.dbpool.micrometer;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An upper bound for the longest duration of the last minutes, from a histogram that only grows: the bound of the
 * highest bucket that grew meanwhile. HikariCP's timers show a maximum, which is lost where nothing is recorded per event;
 * this keeps its series and says "no longer than".
 *
 * <p>Covers between one and two minutes if it is read once a minute or more often, else the time since it was read
 * last. Thread-safe.
 */
final class RecentMaximum {
    private static final long STEP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    /** The counts at the beginning of the step before this one, and of this one. Guarded by this. */
    private long @Nullable [] before;

    private long @Nullable [] now;
    private long nowSince;

    RecentMaximum(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** In seconds; 0 if nothing was counted. The last bucket has no bound: its lower one is shown. */
    synchronized double of(ClassicHistogramBuckets buckets) {
        long[] counts = new long[buckets.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets.getCount(i);
        }
        long[] compared = advance(counts);
        for (int i = counts.length - 1; i >= 0; i--) {
            if (counts[i] > compared[i]) {
                double bound = buckets.getUpperBound(i);
                return Double.isInfinite(bound) ? buckets.getUpperBound(i - 1) : bound;
            }
        }
        return 0;
    }

    /** Begins a new step if this one is over. The counts to compare with. */
    private long[] advance(long[] counts) {
        long time = nanoTime.getAsLong();
        if (now == null || before == null) {
            before = new long[counts.length];
            now = counts;
            nowSince = time;
        } else if (time - nowSince >= STEP_NANOS) {
            before = now;
            now = counts;
            nowSince = time;
        }
        return before;
    }
}
