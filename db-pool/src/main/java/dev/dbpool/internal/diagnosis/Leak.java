package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The borrower is gone, or back in its pool of threads, or has forgotten the connection, and nothing is executed on it.
 */
final class Leak implements Cause {
    private final WeighedEvidence situation;
    private final ForgottenHolds forgotten;
    private final Duration goneFor;
    private final Duration betweenTasksFor;

    Leak(WeighedEvidence situation) {
        this.situation = situation;
        this.forgotten = new ForgottenHolds(situation);
        this.goneFor = situation.settled();
        // A thread that was given the connection by another needs time to use it. Whoever has not in the time that
        // callers waited is not about to; somewhat less, because the last leak may be what they wait for.
        this.betweenTasksFor = Durations.max(
                situation.longestWait().multipliedBy(4).dividedBy(5),
                Durations.between(
                        Duration.ofMillis(250),
                        situation.evidence().acquireTimeout().dividedBy(2),
                        Duration.ofSeconds(2)));
    }

    @Override
    public boolean explains(Hold hold) {
        return certain(hold, situation)
                || switch (hold.doing()) {
                    case GONE -> hold.idle() && hold.stateLasted(goneFor);
                    case IDLE_IN_EXECUTOR -> hold.idle() && unusedFor(hold).compareTo(betweenTasksFor) >= 0;
                    default -> forgotten.contain(hold);
                };
    }

    /**
     * PostgreSQL cannot be asked again soon. A backend that had been idle for long when it was, and whose borrower is
     * still away, has most likely stayed so.
     */
    private Duration unusedFor(Hold hold) {
        return hold.presumed() || !hold.stateLasted(situation.settled())
                ? hold.stateFor()
                : hold.stateFor().plus(situation.evidence().server().age().orElse(Duration.ZERO));
    }

    /** Held for longer than the configured threshold: reported without any trouble. */
    static boolean certain(Hold hold, WeighedEvidence situation) {
        Duration threshold = situation.evidence().leakThreshold();
        boolean away = hold.doing() == Activity.Kind.GONE || hold.doing() == Activity.Kind.IDLE_IN_EXECUTOR;
        // If it was handed to another thread, PostgreSQL shows it in use; but its last answer is from before this hold.
        boolean unasked = hold.presumed()
                && situation
                        .evidence()
                        .server()
                        .age()
                        .filter(age -> age.compareTo(hold.heldFor()) >= 0)
                        .isPresent();
        return away
                && !unasked
                && hold.idle()
                && hold.heldAtLeast(threshold)
                && hold.stateLasted(threshold.dividedBy(2));
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        return explained.finding(
                Verdict.LEAK,
                explained.connectionsAre() + " leaked, it seems: "
                        + borrowers(explained) + unused(explained)
                        + acquiredAt(explained)
                                .map(site -> "; acquired at " + site)
                                .orElse(""),
                List.of(),
                nextStep(explained));
    }

    private static String unused(ExplainedHolds explained) {
        String most = explained.holds().size() == 1 ? "" : "up to ";
        return explained.count(hold -> !hold.presumed()) == 0
                ? " (held for " + most + Amount.time(explained.longest().heldFor())
                        + "; what runs on it could not be seen in PostgreSQL)"
                : ", and nothing has been executed for " + most
                        + Amount.time(explained.longestInState().stateFor());
    }

    private static String borrowers(ExplainedHolds explained) {
        int all = explained.holds().size();
        int gone = explained.count(hold -> hold.doing() == Activity.Kind.GONE);
        long threads = explained.holds().stream()
                .map(hold -> hold.holder().threadId())
                .distinct()
                .count();
        if (gone == 0 && threads == 1 && all > 1) {
            return "thread \"" + Wording.threadName(explained.longest()) + "\" took them all";
        }
        String borrowers = gone == all
                ? "ended"
                : gone == 0
                        ? "gone on to other tasks"
                        : "ended (" + gone + ") or gone on to other tasks (" + (all - gone) + ")";
        return (all == 1 ? "the borrower has " : "the borrowers have ") + borrowers;
    }

    /** The call site only: what the thread is in now has nothing to do with a leak. */
    private static Optional<String> acquiredAt(ExplainedHolds explained) {
        return explained.holds().stream()
                .filter(hold -> hold.holder().callSite().isPresent())
                .findFirst()
                .flatMap(Wording::site);
    }

    private String nextStep(ExplainedHolds explained) {
        String where = acquiredAt(explained)
                .orElse("what thread \"" + Wording.threadName(explained.longest()) + "\" ran "
                        + Amount.time(explained.longest().heldFor()) + " ago");
        return "Close the connection in a try-with-resources block; look first at " + where
                + ". A restart, or reclaimLeaks, frees what is leaked";
    }
}
