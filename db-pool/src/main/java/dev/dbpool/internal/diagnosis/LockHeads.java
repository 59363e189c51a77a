package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.BackendSession.Blocker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is in whose way: the sessions at the heads of the queues for locks, each with the holds that wait for it. */
final class LockHeads {
    private LockHeads() {}

    private record Queue(Blocker blocker, List<Hold> waiters) {}

    /**
     * The head of one or more queues.
     *
     * @param blocker the session
     * @param waiters the holds that wait for it
     * @param share of the connection-time that they hold
     */
    record Head(Blocker blocker, List<Hold> waiters, double share) {
        int blocked() {
            return waiters.size();
        }
    }

    /** Those first in whose way most connection-time waits. */
    static List<Head> of(List<Hold> blocked, Situation situation) {
        Map<Integer, Queue> queues = new LinkedHashMap<>();
        for (Hold waiter : blocked) {
            waiter.session()
                    .ifPresent(session -> session.blockers()
                            .forEach(blocker -> queues.computeIfAbsent(
                                            blocker.pid(), pid -> new Queue(blocker, new ArrayList<>()))
                                    .waiters()
                                    .add(waiter)));
        }
        return queues.values().stream()
                .map(queue -> new Head(queue.blocker(), queue.waiters(), situation.share(queue.waiters())))
                .sorted(Comparator.comparingDouble(Head::share).reversed())
                .toList();
    }
}
