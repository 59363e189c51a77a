package dev.dbpool.internal.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import dev.dbpool.report.Waiting.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The borrower is gone, or back in its pool of threads, and nothing is executed on the connection. */
final class Leak implements Cause {
    private final Situation situation;
    private final Duration goneFor;
    private final Duration betweenTasksFor;

    Leak(Situation situation) {
        this.situation = situation;
        this.goneFor = situation.settled();
        // A thread that was given the connection by another needs time to use it. Whoever has not in the time that
        // callers waited is not about to; somewhat less, because the last leak may be what they wait for.
        this.betweenTasksFor = Seconds.max(
                situation.longestWait().multipliedBy(4).dividedBy(5),
                Seconds.between(
                        Duration.ofMillis(250),
                        situation.evidence().acquireTimeout().dividedBy(2),
                        Duration.ofSeconds(2)));
    }

    @Override
    public boolean explains(Suspect hold) {
        return certain(hold, situation)
                || switch (hold.doing()) {
                    case GONE -> hold.idle() && hold.stateLasted(goneFor);
                    case IDLE_IN_EXECUTOR -> hold.idle() && hold.stateLasted(betweenTasksFor);
                    case WAITING_FOR_CONNECTION -> forgotten(hold, situation);
                    default -> false;
                };
    }

    /** Held for longer than the configured threshold: reported without any trouble. */
    static boolean certain(Suspect hold, Situation situation) {
        Duration threshold = situation.evidence().leakThreshold();
        boolean away = hold.doing() == Activity.Kind.GONE || hold.doing() == Activity.Kind.IDLE_IN_EXECUTOR;
        return away && hold.idle() && hold.heldAtLeast(threshold) && hold.stateLasted(threshold.dividedBy(2));
    }

    /**
     * The thread waits for a connection while it holds one, but has not touched that for so long before that it belongs
     * to an earlier task of this thread.
     */
    static boolean forgotten(Suspect hold, Situation situation) {
        Duration waited = situation.evidence().waiting().callers().stream()
                .filter(caller -> caller.threadId() == hold.holder().threadId())
                .map(Caller::waitedFor)
                .findFirst()
                .orElse(situation.longestWait());
        return hold.idle()
                && !hold.presumed()
                && hold.stateLasted(Seconds.sane(waited)
                        .plus(Seconds.sane(situation.evidence().leakThreshold())));
    }

    @Override
    public Finding conclude(Explained explained) {
        int gone = explained.count(hold -> hold.doing() == Activity.Kind.GONE);
        int all = explained.holds().size();
        String borrowers = gone == all
                ? "ended"
                : gone == 0
                        ? "gone on to other tasks"
                        : "ended (" + gone + ") or gone on to other tasks (" + (all - gone) + ")";
        return explained.finding(
                Verdict.LEAK,
                explained.connectionsAre() + " leaked, it seems: "
                        + (all == 1 ? "the borrower has " : "the borrowers have ") + borrowers
                        + ", and nothing has been executed for " + (all == 1 ? "" : "up to ")
                        + Amount.time(explained.longestInState().stateFor())
                        + acquiredAt(explained)
                                .map(site -> "; acquired at " + site)
                                .orElse(""),
                List.of(),
                nextStep(explained));
    }

    /** The call site only: what the thread is in now has nothing to do with a leak. */
    private static Optional<String> acquiredAt(Explained explained) {
        return explained.holds().stream()
                .filter(hold -> hold.holder().callSite().isPresent())
                .findFirst()
                .flatMap(Wording::site);
    }

    private String nextStep(Explained explained) {
        String where = acquiredAt(explained)
                .orElse("what thread \"" + Wording.threadName(explained.longest()) + "\" ran "
                        + Amount.time(explained.longest().heldFor()) + " ago");
        return "Close the connection in a try-with-resources block; look first at " + where
                + ". A restart, or reclaimLeaks, frees what is leaked";
    }
}
