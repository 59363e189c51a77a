package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.BackendSession.Blocker;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statements wait for locks. The finding names the session at the head of the queue. */
final class BlockedOnLocks implements Cause {
    private static final int MOST_HEADS = 3;

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

    private final WeighedEvidence situation;

    BlockedOnLocks(WeighedEvidence situation) {
        this.situation = situation;
    }

    @Override
    public boolean explains(Hold hold) {
        return hold.backend() == Hold.Backend.BLOCKED;
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        List<Head> heads = heads(explained.holds());
        String wait = explained.connectionsAre() + " waiting for locks, "
                + explained.forAtMost(explained.longestInState().stateFor());
        if (heads.isEmpty()) {
            return explained.finding(
                    Verdict.BLOCKED_ON_LOCKS,
                    wait + "; who holds them is not known",
                    List.of(),
                    "Ask the server with pg_blocking_pids(pid) who blocks these sessions, and end that transaction");
        }
        Head head = heads.get(0);
        return explained.finding(
                Verdict.BLOCKED_ON_LOCKS,
                wait + "; " + head.blocked() + " behind " + named(head.blocker()),
                HoldGroups.firstOf(heads, MOST_HEADS, this::line),
                nextStep(head));
    }

    /** The sessions at the heads of the queues, those first for which most connection-time waits. */
    private List<Head> heads(List<Hold> blocked) {
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

    private String named(Blocker blocker) {
        if (blocker.pid() == 0) {
            return blocker.state().isEmpty() ? "a prepared transaction" : "the " + state(blocker);
        }
        return "backend " + blocker.pid()
                + own(blocker)
                        .map(hold -> " of this pool, held " + Wording.by(hold))
                        .orElseGet(() -> blocker.applicationName().isEmpty()
                                ? ""
                                : " (application " + Wording.shortName(blocker.applicationName()) + ")")
                + ", " + state(blocker);
    }

    private static String state(Blocker blocker) {
        return blocker.state().isEmpty()
                ? "whose state PostgreSQL does not show to this role"
                : blocker.state() + " for " + Amount.time(blocker.stateFor());
    }

    private Optional<Hold> own(Blocker blocker) {
        return blocker.connectionId().flatMap(situation::byConnectionId);
    }

    private String line(Head head) {
        Blocker blocker = head.blocker();
        return named(blocker) + ", blocks " + head.blocked()
                + blocker.transactionFor()
                        .map(time -> "; its transaction is open for " + Amount.time(time))
                        .orElse("")
                + (blocker.query().isEmpty()
                        ? ""
                        : (blocker.state().equals("active") ? "; runs: " : "; ran last: ")
                                + Wording.query(blocker.query()))
                + own(blocker)
                        .map(hold -> "; its thread " + Wording.doing(hold.held().activity()))
                        .orElse("");
    }

    private String nextStep(Head head) {
        Blocker blocker = head.blocker();
        if (blocker.pid() == 0) {
            return "Find it in pg_prepared_xacts, then COMMIT PREPARED or ROLLBACK PREPARED it";
        }
        Optional<Hold> own = own(blocker);
        if (own.isPresent()) {
            boolean byItself = head.waiters().stream()
                    .anyMatch(hold ->
                            hold.holder().threadId() == own.get().holder().threadId());
            return byItself
                    ? "Thread \"" + Wording.threadName(own.get()) + "\" waits for a lock that it holds itself through"
                            + " its other connection: do both in one transaction"
                    : "Make " + Wording.place(own.get()) + " commit sooner; to free the others now, SELECT"
                            + " pg_terminate_backend(" + blocker.pid() + ")";
        }
        return switch (blocker.state()) {
            case "" ->
                "Look at backend " + blocker.pid() + " in pg_stat_activity as a superuser, or GRANT pg_read_all_stats"
                        + " to the pool's role, before ending anything";
            case "active" ->
                "Wait for backend " + blocker.pid() + " or cancel what it runs: SELECT pg_cancel_backend("
                        + blocker.pid() + ")";
            case "idle" ->
                "Backend " + blocker.pid() + " has no transaction and still holds a lock, an advisory one: have its"
                        + " owner release it, or end its session: SELECT pg_terminate_backend(" + blocker.pid() + ")";
            default ->
                "End the transaction of backend " + blocker.pid() + ": SELECT pg_terminate_backend(" + blocker.pid()
                        + "); then make its owner commit sooner";
        };
    }
}
