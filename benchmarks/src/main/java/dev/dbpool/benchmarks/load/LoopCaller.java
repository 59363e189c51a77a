package dev.dbpool.benchmarks.load;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** What one caller of a closed loop counts. Written by that caller only, read after he has ended. */
final class LoopCaller {
    /** Two digits: a thousand callers keep a histogram each. */
    private static final int DIGITS = 2;

    private final SplittableRandom random;
    private final long from;
    private final long to;
    private final Histogram latencies = new Histogram(DIGITS);
    private long unserved;
    private long longestNanos;

    LoopCaller(SplittableRandom random, long from, long to) {
        this.random = random;
        this.from = from;
        this.to = to;
    }

    SplittableRandom random() {
        return random;
    }

    long to() {
        return to;
    }

    /**
     * Counts what ended within the window, whenever it began: so callers do not lose what they had begun before it, and
     * long waits are in the quantiles. What only reached into the window counts as a wait.
     */
    void count(long begin, long end, boolean served) {
        longestNanos = Math.max(longestNanos, Math.min(end, to) - Math.max(begin, from));
        if (end < from || end >= to) {
            return;
        }
        if (served) {
            latencies.recordValue(end - begin);
        } else {
            unserved++;
        }
    }

    Histogram latencies() {
        return latencies;
    }

    long unserved() {
        return unserved;
    }

    /** The longest stretch of the window in which this caller waited and worked for one and the same thing. */
    long longestNanos() {
        return longestNanos;
    }
}
