package dev.dbpool.internal.admission;

import org.jspecify.annotations.Nullable;

/** A caller in the queue. Links and the step from WAITING to another state belong to the gate's lock. */
final class Waiter {
    enum State {
        WAITING,
        GRANTED,
        CLOSED,
        GONE
    }

    final Thread thread = Thread.currentThread();
    final long sinceNanos;
    final long timeoutNanos;
    volatile State state = State.WAITING;

    @Nullable
    Waiter before;

    @Nullable
    Waiter after;

    Waiter(long sinceNanos, long timeoutNanos) {
        this.sinceNanos = sinceNanos;
        this.timeoutNanos = timeoutNanos;
    }
}
