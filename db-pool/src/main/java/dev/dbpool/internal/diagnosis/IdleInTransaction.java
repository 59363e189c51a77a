package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A transaction is open, and nothing is executed in it. */
final class IdleInTransaction implements Cause {
    private final WeighedEvidence situation;

    IdleInTransaction(WeighedEvidence situation) {
        this.situation = situation;
    }

    @Override
    public boolean explains(Hold hold) {
        return hold.inTransaction() && LongIdle.is(hold, situation);
    }

    @Override
    public boolean resembles(Hold hold, List<Hold> explained) {
        return hold.inTransaction()
                && hold.site().isPresent()
                && explained.stream().anyMatch(other -> other.site().equals(hold.site()));
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        Hold longest = explained.longestInState();
        List<String> evidence = new ArrayList<>();
        int aborted = explained.count(hold -> hold.session()
                .filter(session -> session.state().endsWith("(aborted)"))
                .isPresent());
        if (aborted > 0) {
            evidence.add(aborted + " of them in a transaction that failed and was not rolled back");
        }
        return explained.finding(
                Verdict.IDLE_IN_TRANSACTION,
                explained.connectionsAre() + " idle in transaction (" + Wording.activities(explained.holds()) + "), "
                        + explained.forAtMost(longest.stateFor()) + " " + Wording.by(longest),
                evidence,
                "Commit or roll back before waiting for anything else in " + Wording.place(longest)
                        + ", and set idle_in_transaction_session_timeout for the role");
    }
}
