package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When the next attempt to connect may begin, and how many may be under way: several while they succeed; one at first,
 * and after a failure until one succeeds. Thread-safe.
 *
 * <p>Changed credentials end a wait early: a rotated password must not wait for the pace of a rejected one.
 */
final class Pacing {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Backoff backoff;
    private final int parallelism;
    private final LongSupplier nanoTime;
    private final LongSupplier credentialsVersion;

    /** Guards all fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private long earliestNanos;
    private long versionTried;

    /** Attempts that {@link #awaitTurn} let begin and that have not ended. At most {@link #allowed}. */
    private int underWay;

    /** Whether the last attempt to end has succeeded. */
    private boolean succeeding;

    /** At first the time of the beginning: no attempt began before. */
    private long lastFailureNanos;

    private boolean lastWasRejection;
    private boolean closed;

    Pacing(Backoff backoff, int parallelism, LongSupplier nanoTime, LongSupplier credentialsVersion) {
        this.backoff = backoff;
        this.parallelism = parallelism;
        this.nanoTime = nanoTime;
        this.credentialsVersion = credentialsVersion;
        this.earliestNanos = nanoTime.getAsLong();
        this.lastFailureNanos = earliestNanos;
    }

    /**
     * Waits until an attempt may begin. It has to be followed by {@link #ended}.
     *
     * @return false if the pool is closed or the attempt is no longer wanted
     */
    boolean awaitTurn(BooleanSupplier wanted) throws InterruptedException {
        while (true) {
            long version = credentialsVersion.getAsLong();
            if (!wanted.getAsBoolean()) {
                return false;
            }
            lock.lock();
            try {
                if (closed) {
                    return false;
                }
                long wait = dueIn(version);
                if (wait <= 0 && underWay < allowed()) {
                    versionTried = version;
                    underWay++;
                    return true;
                }
                changed.awaitNanos(wait <= 0 ? LOOK_AGAIN_NANOS : Math.min(wait, LOOK_AGAIN_NANOS));
            } finally {
                lock.unlock();
            }
        }
    }

    private int allowed() {
        return succeeding ? parallelism : 1;
    }

    /** Whether an attempt that is asked for now would begin at once. */
    boolean due() {
        long version = credentialsVersion.getAsLong();
        lock.lock();
        try {
            return dueIn(version) <= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an attempt has its turn, which may show that the server refuses no longer, or is due. */
    boolean imminent() {
        long version = credentialsVersion.getAsLong();
        lock.lock();
        try {
            return underWay > 0 || dueIn(version) <= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds to the next attempt. New credentials are due at once, and the failures of the old ones forgotten. */
    private long dueIn(long version) {
        if (version != versionTried) {
            backoff.reset();
            return 0;
        }
        return earliestNanos - nanoTime.getAsLong();
    }

    /** An attempt that had its turn is over. */
    void ended() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void succeeded() {
        lock.lock();
        try {
            succeeding = true;
            backoff.reset();
            earliestNanos = nanoTime.getAsLong();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Attempts that were under way together and fail together are one failure: the pause grows once. A rejected password
     * among them sets the pace, because its pause is the longest.
     *
     * @param beganNanos when the attempt began
     */
    void failed(ConnectFailure reason, long beganNanos) {
        boolean rejection = reason == ConnectFailure.AUTH;
        lock.lock();
        try {
            boolean together = !succeeding && beganNanos - lastFailureNanos < 0;
            if (together && (lastWasRejection || !rejection)) {
                return;
            }
            succeeding = false;
            lastWasRejection = rejection;
            lastFailureNanos = nanoTime.getAsLong();
            earliestNanos = lastFailureNanos + backoff.afterFailure(reason);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
