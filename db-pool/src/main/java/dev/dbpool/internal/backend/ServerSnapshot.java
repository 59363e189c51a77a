package dev.dbpool.internal.backend;

import dev.dbpool.report.BackendSession;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.ServerView.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to ask the server. Kept until the next, and told again with its age. Immutable.
 *
 * @param status how it went
 * @param detail why there is no answer, or only half of one; else empty
 * @param activity the answer, if there is one
 * @param elsewhere process ids on other servers than the one that was asked
 * @param beganNanos when the server was asked, on the pool's clock
 */
record ServerSnapshot(
        Status status, String detail, @Nullable ServerActivity activity, Set<Integer> elsewhere, long beganNanos) {

    static ServerSnapshot without(Status status, String why, long beganNanos) {
        return new ServerSnapshot(status, why, null, Set.of(), beganNanos);
    }

    static ServerSnapshot behindProxy(ServerActivity activity, long beganNanos) {
        return new ServerSnapshot(
                Status.BEHIND_PROXY,
                "a proxy such as PgBouncer stands between: which backend works for which connection is unknown",
                activity,
                Set.of(),
                beganNanos);
    }

    static ServerSnapshot of(ServerActivity activity, Set<Integer> elsewhere, long beganNanos) {
        return new ServerSnapshot(Status.ANSWERED, "", activity, Set.copyOf(elsewhere), beganNanos);
    }

    /** What it says about these holds. Those that began later are left out: it saw the hold before. */
    ServerReading about(Collection<HeldBackend> held, long nowNanos) {
        if (activity == null) {
            return ServerReading.without(status, detail);
        }
        Map<Integer, BackendSession> sessions = status == Status.ANSWERED ? match(activity, held) : Map.of();
        ServerView server = new ServerView(
                status,
                status == Status.ANSWERED ? limits(activity, sessions) : detail,
                Optional.of(Duration.ofNanos(nowNanos - beganNanos)),
                activity.ownByState(),
                Optional.of(activity.sessions()),
                Optional.of(activity.allowed()));
        return new ServerReading(server, sessions);
    }

    private Map<Integer, BackendSession> match(ServerActivity seen, Collection<HeldBackend> held) {
        List<HeldBackend> then = held.stream()
                .filter(hold -> hold.sinceNanos() - beganNanos <= 0)
                .toList();
        Map<Integer, Long> connectionIds = new HashMap<>();
        held.forEach(hold -> connectionIds.put(hold.pid(), hold.connectionId()));
        LockChains chains = new LockChains(seen, connectionIds);
        Map<Integer, BackendSession> sessions = new HashMap<>();
        for (HeldBackend hold : then) {
            ServerActivity.Session found = seen.found().get(hold.pid());
            if (elsewhere.contains(hold.pid())) {
                // It has not ended only because it is not among what was found.
                sessions.put(hold.pid(), unknown(hold.pid()));
            } else if (found != null) {
                sessions.put(hold.pid(), backend(found, chains));
            }
        }
        return sessions;
    }

    private static BackendSession backend(ServerActivity.Session found, LockChains chains) {
        return new BackendSession(
                found.pid(),
                found.state(),
                found.waitEventType(),
                found.waitEvent(),
                found.stateFor().orElse(Duration.ZERO),
                found.queryFor(),
                found.transactionFor(),
                found.query(),
                chains.headsOf(found));
    }

    private static BackendSession unknown(int pid) {
        return new BackendSession(
                pid,
                "",
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                "",
                List.of());
    }

    /** What keeps an answer from being complete. */
    private String limits(ServerActivity seen, Map<Integer, BackendSession> matched) {
        if (!elsewhere.isEmpty()) {
            return "connections lead to several servers, and only one was asked";
        }
        if (matched.values().stream().anyMatch(session -> session.state().equals("disabled"))) {
            return "track_activities is off: what sessions do is unknown";
        }
        return matched.values().stream()
                        .flatMap(session -> session.blockers().stream())
                        .anyMatch(blocker -> hidden(seen, blocker.pid()))
                ? "what blocking sessions of other roles do is hidden from role " + seen.role()
                        + "; pg_read_all_stats would show it"
                : "";
    }

    private static boolean hidden(ServerActivity seen, int pid) {
        ServerActivity.Session session = seen.found().get(pid);
        return session != null && session.hidden();
    }
}
