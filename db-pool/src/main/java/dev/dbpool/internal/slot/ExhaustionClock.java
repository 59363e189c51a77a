package dev.dbpool.internal.slot;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Adds up the time in which a condition held, to the nanosecond and without a lock.
 *
 * <p>Assumption: whoever changes the condition calls {@link #conditionMayHaveChanged} afterwards. Guarantee: once all
 * such calls have ended, the clock runs if and only if the condition holds, unless evaluating it failed (out of
 * stack): then from the next call on. Proof: a thread that finds {@code unseen} above 0 leaves the work to the thread
 * inside; that one evaluates the condition after it has read {@code unseen} and ends only if the count did not move
 * meanwhile, so the last evaluation follows the last change; a test visits every interleaving of three threads.
 * Progress: lock-free; flips that cancel each other out between two looks are not timed.
 */
final class ExhaustionClock {
    private final BooleanSupplier condition;
    private final LongSupplier nanoTime;
    private final long origin;
    private final AtomicInteger unseen = new AtomicInteger();

    /**
     * Stopped: the sum, times two. Running: the sum less the time of the start, times two, plus one. One word,
     * so that a reader sees sum and start together. Written only by the thread that took {@code unseen} from 0.
     */
    private volatile long state;

    ExhaustionClock(BooleanSupplier condition, LongSupplier nanoTime) {
        this.condition = condition;
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    void conditionMayHaveChanged() {
        if (unseen.getAndIncrement() != 0) {
            return;
        }
        boolean done = false;
        try {
            int seen;
            do {
                seen = unseen.get();
                follow(condition.getAsBoolean());
            } while (unseen.addAndGet(-seen) != 0);
            done = true;
        } finally {
            if (!done) {
                unseen.set(0);
            }
        }
    }

    private void follow(boolean holds) {
        long before = state;
        boolean running = (before & 1) == 1;
        if (holds && !running) {
            state = (((before >> 1) - now()) << 1) | 1;
        } else if (!holds && running) {
            state = ((before >> 1) + now()) << 1;
        }
    }

    boolean running() {
        return (state & 1) == 1;
    }

    /** The sum up to now, in nanoseconds. */
    long nanos() {
        long read = state;
        return (read & 1) == 1 ? (read >> 1) + now() : read >> 1;
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }
}
