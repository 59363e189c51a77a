package dev.dbpool.internal.admission;

import java.util.List;

/**
 * Those who wait, at one instant.
 *
 * @param count how many: in the queue, and with a permit inside the engine
 * @param longestWaitNanos how long the first of the queue has waited; 0 if it is empty
 * @param longestTimeoutNanos how long that one is willing to wait altogether; 0 if the queue is empty
 * @param threads some of the queue's, longest wait first; those inside the engine are only counted
 */
public record WaitingCallers(int count, long longestWaitNanos, long longestTimeoutNanos, List<Thread> threads) {
    public WaitingCallers {
        threads = List.copyOf(threads);
    }
}
