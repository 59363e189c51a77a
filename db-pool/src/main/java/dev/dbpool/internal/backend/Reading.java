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
import org.jspecify.annotations.Nullable;

/**
 * One attempt to ask the server. Kept until the next, and told again with its age. Immutable.
 *
 * @param status how it went
 * @param detail why there is no answer, or only half of one; else empty
 * @param activity the answer, if there is one
 * @param beganNanos when the server was asked, on the pool's clock
 */
record Reading(Status status, String detail, @Nullable ServerActivity activity, long beganNanos) {

    static Reading without(Status status, String why, long beganNanos) {
        return new Reading(status, why, null, beganNanos);
    }

    static Reading of(ServerActivity activity, boolean behindProxy, long beganNanos) {
        return behindProxy
                ? new Reading(
                        Status.BEHIND_PROXY,
                        "a proxy such as PgBouncer stands between: which backend works for which connection is unknown",
                        activity,
                        beganNanos)
                : new Reading(Status.ANSWERED, "", activity, beganNanos);
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
            if (found != null) {
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

    /** What keeps an answer from being complete. */
    private static String limits(ServerActivity seen, Map<Integer, BackendSession> matched) {
        if (matched.values().stream().anyMatch(session -> session.state().equals("disabled"))) {
            return "track_activities is off: what sessions do is unknown";
        }
        return matched.values().stream()
                        .flatMap(session -> session.blockers().stream())
                        .anyMatch(blocker -> hidden(seen, blocker.pid()))
                ? "what blocking sessions of other roles do is hidden from role " + SafeText.line(seen.role(), 64)
                        + "; pg_read_all_stats would show it"
                : "";
    }

    private static boolean hidden(ServerActivity seen, int pid) {
        ServerActivity.Session session = seen.found().get(pid);
        return session != null && session.hidden();
    }
}
