package dev.dbpool.internal.engine;

import dev.dbpool.internal.factory.PoolThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The one thread that a pool has all the time: it runs a round, and pauses for as long as the round says. */
final class UpkeepThread {
    /** Long enough for what failed to get better, and short beside the time that a caller waits. */
    private static final long SHORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier round;
    private final Thread thread;

    /** Whether the next round is to come soon. */
    private volatile boolean hurried;

    private volatile boolean closed;

    /** Written before the thread starts. */
    private Runnable rehearsal = () -> {};

    /** @param round runs a round and returns the pause after it, in nanoseconds */
    UpkeepThread(String name, LongSupplier round) {
        this.round = round;
        this.thread = PoolThread.called(name).newThread(this::run);
    }

    /** @param first what the thread does before the first round */
    void start(Runnable first) {
        rehearsal = first;
        thread.start();
    }

    private void run() {
        rehearse();
        long pauseNanos = SHORT_PAUSE_NANOS;
        while (!closed) {
            pause(pauseNanos);
            if (!closed) {
                pauseNanos = runRound();
            }
        }
    }

    private void rehearse() {
        try {
            rehearsal.run();
        } catch (RuntimeException | Error unexpected) {
            // Nothing depends on it.
        }
    }

    private void pause(long nanos) {
        LockSupport.parkNanos(this, nanos);
        if (hurried && !closed) {
            LockSupport.parkNanos(this, SHORT_PAUSE_NANOS);
            hurried = false;
        }
        // An interrupt, of which nothing here makes use, would end each further pause at once.
        Thread.interrupted();
    }

    /** Has the next round come within a second, but not at once. Does not block. */
    void soon() {
        if (!hurried) {
            hurried = true;
            LockSupport.unpark(thread);
        }
    }

    private long runRound() {
        try {
            return round.getAsLong();
        } catch (RuntimeException | Error unexpected) {
            QuietLog.warn("upkeep failed and goes on in the next round", unexpected);
            return SHORT_PAUSE_NANOS;
        }
    }

    /** Ends the thread; a round that is under way is completed. Does not block. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    void join(long millis) throws InterruptedException {
        if (thread.isAlive()) {
            thread.join(millis);
        }
    }
}
