package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * When the next attempt to connect may begin. Thread-safe.
 *
 * <p>Changed credentials end a wait early: a rotated password must not wait for the pace of a rejected one.
 */
final class Pacing {
    private static final long LOOK_FOR_NEW_CREDENTIALS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Backoff backoff;
    private final LongSupplier nanoTime;
    private final LongSupplier credentialsVersion;

    /** Guards all fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private long earliestNanos;
    private long versionTried;
    private boolean closed;

    Pacing(Backoff backoff, LongSupplier nanoTime, LongSupplier credentialsVersion) {
        this.backoff = backoff;
        this.nanoTime = nanoTime;
        this.credentialsVersion = credentialsVersion;
        this.earliestNanos = nanoTime.getAsLong();
    }

    /**
     * Waits until an attempt may begin.
     *
     * @return false if the pool is closed
     */
    boolean awaitTurn() throws InterruptedException {
        while (true) {
            long version = credentialsVersion.getAsLong();
            lock.lock();
            try {
                if (closed) {
                    return false;
                }
                if (dueIn(version) <= 0) {
                    versionTried = version;
                    return true;
                }
                long wait = Math.min(dueIn(version), LOOK_FOR_NEW_CREDENTIALS);
                if (changed.awaitNanos(wait) > 0 && closed) {
                    return false;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether an attempt that somebody asks for now would begin at once. */
    boolean due() {
        long version = credentialsVersion.getAsLong();
        lock.lock();
        try {
            return dueIn(version) <= 0;
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

    void succeeded() {
        lock.lock();
        try {
            backoff.reset();
            earliestNanos = nanoTime.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    void failed(ConnectFailure reason) {
        lock.lock();
        try {
            earliestNanos = nanoTime.getAsLong() + backoff.afterFailure(reason);
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
