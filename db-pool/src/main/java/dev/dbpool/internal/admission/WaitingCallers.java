package dev.dbpool.internal.admission;

import java.util.List;

/**
 * Those who wait, at one instant.
 *
 * @param count how many: in the queue, and with a permit inside the engine
 * @param longestTimeoutNanos how long the first of the queue is willing to wait altogether; 0 if the queue is empty
 * @param callers some of the queue's, longest wait first; those inside the engine are only counted
 */
public record WaitingCallers(int count, long longestTimeoutNanos, List<Caller> callers) {
    public WaitingCallers {
        callers = List.copyOf(callers);
    }

    /**
     * One of them.
     *
     * @param thread who
     * @param waitedNanos how long so far
     */
    public record Caller(Thread thread, long waitedNanos) {}
}
