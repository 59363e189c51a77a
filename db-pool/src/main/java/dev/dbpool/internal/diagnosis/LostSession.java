package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Finding;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import java.util.List;

/**
 * The thread waits for an answer of a server that is silent, or whose backend no longer exists: what a failed host or a
 * firewall that forgot the connection leaves behind.
 */
final class LostSession implements Cause {
    private final WeighedEvidence situation;
    private final boolean silent;
    private final boolean othersAreSeen;

    LostSession(WeighedEvidence situation) {
        ServerView server = situation.evidence().server();
        this.situation = situation;
        this.silent = server.status() == ServerView.Status.NO_ANSWER && !situation.moving();
        this.othersAreSeen = server.status() == ServerView.Status.ANSWERED
                && situation.evidence().held().stream()
                        .anyMatch(held -> held.session().isPresent());
    }

    @Override
    public boolean explains(Hold hold) {
        return hold.doing() == Activity.Kind.IN_DRIVER
                && hold.heldAtLeast(situation.settled())
                && (silent || isGone(hold));
    }

    /** The server lists every session: one that is missing in an answer younger than the hold has ended. */
    private boolean isGone(Hold hold) {
        return othersAreSeen
                && hold.held().session().isEmpty()
                && situation
                        .evidence()
                        .server()
                        .age()
                        .filter(age -> hold.heldAtLeast(Durations.sane(age).plus(situation.settled())))
                        .isPresent();
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        String threads = explained.connectionsAre() + " waiting for an answer of PostgreSQL, "
                + explained.forAtMost(explained.longest().heldFor());
        return explained.finding(
                Verdict.DATABASE_UNREACHABLE,
                threads + (silent ? ", and it is silent" : ", whose backends no longer exist"),
                List.of(),
                "Check the server and the network on the way to it; socketTimeout bounds how long a thread waits for an"
                        + " answer that never comes");
    }
}
