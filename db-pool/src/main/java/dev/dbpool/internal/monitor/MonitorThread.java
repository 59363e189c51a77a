package dev.dbpool.internal.monitor;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the monitor: there while the pool is used, gone while it is not.
 *
 * <p>Assumes that rounds say when they have nothing to do any more. Guarantees: at most one thread at a time does
 * rounds; whatever a round throws ends that round only; a use of the pool that comes after the thread went to sleep
 * starts another one. Progress: {@link #asleep} is one volatile read; {@link #wake} and {@link #poke} do not block,
 * apart from starting a thread.
 */
final class MonitorThread {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorThread.class);

    /** The machine has no thread to give: it is not asked again for so long. */
    private static final long REFUSED_NANOS = Duration.ofSeconds(10).toNanos();

    /** After a round that threw. */
    private static final long RECOVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long LONGEST_FAREWELL_NANOS = Duration.ofMillis(500).toNanos();

    /** What is done again and again. */
    interface Rounds {
        /** Does a round. Nanoseconds until the next; 0 if there is nothing to watch. */
        long round();

        /** Whether there is something to watch, asked after the thread was declared asleep. */
        boolean inUse();

        /** The last round of all: the pool is closed. */
        void last();
    }

    private final ThreadFactory threads;
    private final Rounds rounds;
    private final LongSupplier nanoTime;

    /**
     * The thread that does the rounds; null is sleep. Whoever sets it from null to itself, by compare-and-set, does
     * them. Against a use that is missed: the thread sets null before it asks once more whether the pool is in use, and
     * a user is counted before it reads this.
     */
    private final AtomicReference<@Nullable Thread> current = new AtomicReference<>();

    private volatile boolean closed;
    private volatile boolean refused;
    private volatile long refusedAtNanos;
    private volatile boolean failureLogged;

    MonitorThread(ThreadFactory threads, Rounds rounds, LongSupplier nanoTime) {
        this.threads = threads;
        this.rounds = rounds;
        this.nanoTime = nanoTime;
    }

    boolean asleep() {
        return current.get() == null;
    }

    /** Starts the rounds unless they are under way. Never throws. */
    void wake() {
        if (closed || !asleep() || (refused && nanoTime.getAsLong() - refusedAtNanos < REFUSED_NANOS)) {
            return;
        }
        Thread fresh = null;
        try {
            fresh = threads.newThread(this::run);
            if (current.compareAndSet(null, fresh)) {
                fresh.start();
                refused = false;
            }
        } catch (Throwable noThread) {
            refusedAtNanos = nanoTime.getAsLong();
            refused = true;
            current.compareAndSet(fresh, null);
        }
    }

    /** Has a round done now. Never throws. */
    void poke() {
        wake();
        LockSupport.unpark(current.get());
    }

    private void run() {
        Thread self = Thread.currentThread();
        while (!closed) {
            long wait = guardedRound();
            // Somebody interrupts all threads of a group, or of the process; parking would end at once for ever.
            Thread.interrupted();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                current.set(null);
                if (!stillInUse() || !current.compareAndSet(null, self)) {
                    return;
                }
            }
        }
        guarded(rounds::last);
    }

    private long guardedRound() {
        try {
            return rounds.round();
        } catch (Throwable failure) {
            logOnce(failure);
            return RECOVERY_NANOS;
        }
    }

    private boolean stillInUse() {
        try {
            return rounds.inUse();
        } catch (Throwable failure) {
            logOnce(failure);
            return true;
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            logOnce(failure);
        }
    }

    private void logOnce(Throwable failure) {
        try {
            if (!failureLogged) {
                failureLogged = true;
                LOG.warn(
                        "{} could not do its round; later failures of this pool's watch are not logged",
                        Thread.currentThread().getName(),
                        failure);
            }
        } catch (Throwable ignored) {
            // The logger fails, too.
        }
    }

    /** Ends the rounds, with a last one. Waits for it, half a second at the most. */
    void close() {
        closed = true;
        Thread running = current.get();
        if (running == null) {
            guarded(rounds::last);
            return;
        }
        LockSupport.unpark(running);
        if (running == Thread.currentThread()) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(running, LONGEST_FAREWELL_NANOS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
