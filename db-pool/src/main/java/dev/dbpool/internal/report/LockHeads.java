package dev.dbpool.internal.report;

import dev.dbpool.report.BackendSession;
import dev.dbpool.report.BackendSession.Blocker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows chains of lock waits to their heads: sessions that block others and are not blocked themselves, as far as
 * this pool's own sessions tell. A chain that leads back into itself, as a deadlock does until PostgreSQL breaks it, has
 * no head and ends where it was entered.
 */
final class LockHeads {
    private final Map<Integer, Hold> blockedByPid = new HashMap<>();
    private final Map<Integer, Blocker> heads = new LinkedHashMap<>();
    private final Map<Integer, List<Hold>> waiters = new HashMap<>();

    private LockHeads() {}

    /**
     * The head of one or more chains.
     *
     * @param blocker the session
     * @param waiters the holds that wait for it, through others too
     * @param share of the connection-time that they hold
     */
    record Head(Blocker blocker, List<Hold> waiters, double share) {
        int blocked() {
            return waiters.size();
        }
    }

    /** The heads, those first in whose way most connection-time waits. */
    static List<Head> of(List<Hold> blocked, Situation situation) {
        LockHeads search = new LockHeads();
        blocked.forEach(hold -> hold.session().ifPresent(session -> search.blockedByPid.put(session.pid(), hold)));
        blocked.forEach(hold -> hold.session().ifPresent(session -> search.follow(hold, session)));
        return search.heads.values().stream()
                .map(blocker -> search.head(blocker, situation))
                .sorted(Comparator.comparingDouble(Head::share).reversed())
                .toList();
    }

    private Head head(Blocker blocker, Situation situation) {
        List<Hold> behind = waiters.getOrDefault(blocker.pid(), List.of());
        return new Head(blocker, behind, situation.share(behind));
    }

    private void follow(Hold waiter, BackendSession session) {
        Set<Integer> seen = new HashSet<>(Set.of(session.pid()));
        List<Blocker> next = new ArrayList<>(session.blockers());
        for (int i = 0; i < next.size(); i++) {
            Blocker blocker = next.get(i);
            if (seen.add(blocker.pid())) {
                List<Blocker> behind = blockersOf(blocker.pid());
                if (behind.isEmpty() || behind.stream().allMatch(other -> seen.contains(other.pid()))) {
                    heads.putIfAbsent(blocker.pid(), blocker);
                    waiters.computeIfAbsent(blocker.pid(), pid -> new ArrayList<>())
                            .add(waiter);
                } else {
                    next.addAll(behind);
                }
            }
        }
    }

    private List<Blocker> blockersOf(int pid) {
        Hold blocked = blockedByPid.get(pid);
        return blocked == null
                ? List.of()
                : blocked.session().map(BackendSession::blockers).orElse(List.of());
    }
}
