package dev.dbpool.internal.factory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * How long this process had no CPU during one attempt to connect: in a container with a small quota, or stopped. A thread that
 * sleeps for a moment and is woken late tells. That time is not the server's, so it does not count against the attempt, up to a
 * limit. For one thread.
 */
final class StarvedTime {
    /** Shorter than the time for which the kernel stops a process that has used up its quota: 100 ms less the quota. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Later than this a thread is woken on an idle machine only if the process may not run. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** At most so many times the attempt's own bound: what a fifth of a core needs. */
    private static final int MOST_BOUNDS = 4;

    private final LongSupplier nanoTime;
    private final long mostNanos;
    private long nanos;

    StarvedTime(LongSupplier nanoTime, Duration bound) {
        this.nanoTime = nanoTime;
        this.mostNanos = MOST_BOUNDS * bound.toNanos();
    }

    /** A wait for something that may come. */
    interface Waiting<T> {
        T atMost(long nanos) throws Exception;
    }

    /** Waits as long as this, not counting the time without CPU. */
    <T> T await(long timeoutNanos, Waiting<T> waiting) throws Exception {
        long left = timeoutNanos;
        while (true) {
            long slice = Math.max(0, Math.min(SLICE_NANOS, left));
            long began = System.nanoTime();
            try {
                return waiting.atMost(slice);
            } catch (TimeoutException notYet) {
                long took = System.nanoTime() - began;
                left -= took - noted(took - slice);
                if (left <= 0) {
                    throw notYet;
                }
            }
        }
    }

    /** How much of this delay is time without CPU. */
    private long noted(long late) {
        long noted = late > LATE_NANOS ? Math.min(late, mostNanos - nanos) : 0;
        nanos += noted;
        return noted;
    }

    /** The pool's clock without the time in which this process had no CPU. */
    long clock() {
        return nanoTime.getAsLong() - nanos;
    }

    /** What has been noticed so far. */
    long nanos() {
        return nanos;
    }
}
