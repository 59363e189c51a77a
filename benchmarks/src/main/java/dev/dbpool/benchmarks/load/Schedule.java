package dev.dbpool.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Who comes when, and how long each will hold his connection. Drawn before the run from a seed, so that every pool of
 * a round meets the same callers, and none of them waits for another.
 */
public final class Schedule {
    private final long[] atNanos;
    private final int[] holdMicros;
    private final long lengthNanos;

    Schedule(long[] atNanos, int[] holdMicros, long lengthNanos) {
        this.atNanos = atNanos;
        this.holdMicros = holdMicros;
        this.lengthNanos = lengthNanos;
    }

    /** Arrivals of a Poisson process: independent of each other, the gaps exponentially distributed. */
    public static Schedule poisson(long seed, HoldTime holdTime, List<Phase> phases) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] at = new long[1024];
        int size = 0;
        long begin = 0;
        for (Phase phase : phases) {
            long end = begin + phase.length().toNanos();
            // A Poisson process has no memory: at a new rate it starts afresh.
            long next = begin + gapNanos(random, phase.ratePerSecond());
            while (next < end) {
                if (size == at.length) {
                    at = Arrays.copyOf(at, size * 2);
                }
                at[size++] = next;
                next += gapNanos(random, phase.ratePerSecond());
            }
            begin = end;
        }
        int[] hold = new int[size];
        Arrays.setAll(hold, i -> holdTime.micros(random));
        return new Schedule(Arrays.copyOf(at, size), hold, begin);
    }

    private static long gapNanos(SplittableRandom random, double ratePerSecond) {
        return (long) (-Math.log(1 - random.nextDouble()) / ratePerSecond * TimeUnit.SECONDS.toNanos(1));
    }

    public int size() {
        return atNanos.length;
    }

    /** When this caller comes, counted from the begin of the run. */
    public long atNanos(int caller) {
        return atNanos[caller];
    }

    public int holdMicros(int caller) {
        return holdMicros[caller];
    }

    /** Length of all phases together. */
    public long lengthNanos() {
        return lengthNanos;
    }
}
