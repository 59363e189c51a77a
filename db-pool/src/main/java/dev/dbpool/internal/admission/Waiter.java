package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import dev.dbpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;

/**
 * A caller in the line. Links, and the step from WAITING to another state, belong to the gate's lock.
 * docs/decisions/0004-fair-gate-in-front.md says how much memory a waiter takes.
 */
public final class Waiter {
    enum State {
        NEW,
        WAITING,
        GRANTED,
        DISPLACED,
        UNSERVABLE,
        CLOSED,
        GONE
    }

    final Thread thread = Thread.currentThread();
    final Priority priority;
    final long sinceNanos;
    final long timeoutNanos;
    volatile State state = State.NEW;

    /** Whether it was woken to look for an idle slot. Written under the lock. */
    volatile boolean called;

    /**
     * When to ask whether waiting may go on. Written under the lock, read by the waiter before it parks; a thread that makes
     * it earlier unparks the waiter.
     */
    volatile long asksAtNanos;

    /** Written before {@link #state} becomes GRANTED. */
    @Nullable
    Slot slot;

    @Nullable
    Waiter before;

    @Nullable
    Waiter after;

    Waiter(Priority priority, long sinceNanos, long timeoutNanos) {
        this.priority = priority;
        this.sinceNanos = sinceNanos;
        this.timeoutNanos = timeoutNanos;
    }

    /** The slot that the waiter owns; null if it was not admitted. For the waiting thread itself, once it waits no more. */
    public @Nullable Slot granted() {
        return state == State.GRANTED ? slot : null;
    }

    AdmissionResult result() {
        return switch (state) {
            case GRANTED -> AdmissionResult.ADMITTED;
            case DISPLACED -> AdmissionResult.QUEUE_FULL;
            case UNSERVABLE -> AdmissionResult.UNSERVABLE;
            case CLOSED -> AdmissionResult.CLOSED;
            case NEW, WAITING, GONE -> throw new IllegalStateException(state.toString());
        };
    }
}
