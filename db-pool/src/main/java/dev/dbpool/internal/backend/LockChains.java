package dev.dbpool.internal.backend;

import dev.dbpool.report.BackendSession.Blocker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds who stands at the head of the queue in which a session waits. Those who wait for one row queue up behind each
 * other; only the first of them waits for the one whose transaction must end.
 */
final class LockChains {
    private static final int MOST_BLOCKERS = 5;

    private final ServerActivity activity;
    private final Map<Integer, Long> connectionIds;

    LockChains(ServerActivity activity, Map<Integer, Long> connectionIds) {
        this.activity = activity;
        this.connectionIds = connectionIds;
    }

    /** Those who hold up a session and are not held up themselves, longest transaction first; in a cycle, its own. */
    List<Blocker> headsOf(ServerActivity.Session waiter) {
        Set<Integer> heads = new TreeSet<>();
        Set<Integer> met = new HashSet<>(Set.of(waiter.pid()));
        Deque<Integer> ahead = new ArrayDeque<>(waiter.blockedBy());
        while (!ahead.isEmpty()) {
            int pid = ahead.remove();
            if (met.add(pid)) {
                List<Integer> further = blockersOf(pid);
                if (further.isEmpty()) {
                    heads.add(pid);
                }
                ahead.addAll(further);
            }
        }
        return (heads.isEmpty() ? waiter.blockedBy() : heads)
                .stream()
                        .map(this::blocker)
                        .sorted(Comparator.comparing(
                                        (Blocker head) -> head.transactionFor().orElse(Duration.ZERO))
                                .reversed())
                        .limit(MOST_BLOCKERS)
                        .toList();
    }

    private List<Integer> blockersOf(int pid) {
        ServerActivity.Session session = activity.found().get(pid);
        return session == null ? List.of() : session.blockedBy();
    }

    private Blocker blocker(int pid) {
        if (pid == 0) {
            return preparedTransaction();
        }
        ServerActivity.Session session = activity.found().get(pid);
        if (session == null) {
            // It ended between two looks.
            return new Blocker(pid, "", "", Duration.ZERO, Optional.empty(), "", Optional.empty());
        }
        return new Blocker(
                pid,
                session.application(),
                session.state(),
                session.stateFor().orElse(Duration.ZERO),
                session.transactionFor(),
                session.query(),
                Optional.ofNullable(connectionIds.get(pid)));
    }

    /** Its name is chosen by the application like any literal, so it is not shown; its number leads to the name. */
    private Blocker preparedTransaction() {
        return activity.prepared()
                .map(oldest -> new Blocker(
                        0,
                        "",
                        "prepared transaction " + oldest.transaction() + " of role " + oldest.owner()
                                + (oldest.of() > 1 ? ", the oldest of " + oldest.of() : ""),
                        oldest.preparedFor(),
                        Optional.of(oldest.preparedFor()),
                        "",
                        Optional.empty()))
                .orElseGet(() -> new Blocker(
                        0, "", "prepared transaction", Duration.ZERO, Optional.empty(), "", Optional.empty()));
    }
}
