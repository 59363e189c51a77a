package dev.dbpool.internal.engine;

import dev.dbpool.internal.factory.PoolThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that a pool has all the time: it runs a round, and pauses for as long as the round says. */
final class UpkeepThread {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier round;
    private final Thread thread;
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
        long pauseNanos = AFTER_FAILURE_NANOS;
        while (!closed) {
            LockSupport.parkNanos(this, pauseNanos);
            if (!closed) {
                pauseNanos = runRound();
            }
        }
    }

    private void rehearse() {
        try {
            rehearsal.run();
        } catch (RuntimeException | Error unexpected) {
            LOG.debug("nothing depends on it", unexpected);
        }
    }

    private long runRound() {
        try {
            return round.getAsLong();
        } catch (RuntimeException | Error unexpected) {
            LOG.warn("upkeep failed and goes on in the next round", unexpected);
            return AFTER_FAILURE_NANOS;
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
