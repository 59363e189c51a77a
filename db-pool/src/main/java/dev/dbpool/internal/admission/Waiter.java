package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A caller in the queue. Links and the step from WAITING to another state belong to the gate's lock. What a waiter costs
 * stands in docs/decisions/0004-fair-gate-in-front.md.
 */
final class Waiter {
    enum State {
        WAITING,
        GRANTED,
        DISPLACED,
        CLOSED,
        GONE
    }

    final Thread thread = Thread.currentThread();
    final Priority priority;
    final long sinceNanos;
    final long timeoutNanos;
    volatile State state = State.WAITING;

    /**
     * When to ask whether waiting may go on. Written under the lock, read by the waiter before it parks; who makes it
     * earlier unparks it.
     */
    volatile long asksAtNanos;

    @Nullable
    Waiter before;

    @Nullable
    Waiter after;

    Waiter(Priority priority, long sinceNanos, long timeoutNanos) {
        this.priority = priority;
        this.sinceNanos = sinceNanos;
        this.timeoutNanos = timeoutNanos;
    }
}
