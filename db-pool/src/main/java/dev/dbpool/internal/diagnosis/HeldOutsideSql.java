package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Activity.Kind;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The connection is held while its thread does something else than SQL; the live stack says what. */
final class HeldOutsideSql implements Cause {
    /** Outside a transaction. In one, what matters more is that it is open, unless the thread is plainly at work. */
    private static final Set<Kind> OUTSIDE =
            EnumSet.of(Kind.IN_OTHER_IO, Kind.SLEEPING, Kind.WAITING_FOR_THREAD, Kind.WAITING_FOR_LOCK, Kind.COMPUTING);

    private static final Set<Kind> AT_WORK = EnumSet.of(Kind.IN_OTHER_IO, Kind.COMPUTING);

    private final WeighedEvidence situation;
    private final Set<Long> threadsInSql = new HashSet<>();

    HeldOutsideSql(WeighedEvidence situation) {
        this.situation = situation;
        for (Hold hold : situation.holds()) {
            if (!hold.presumed() && !hold.idle()) {
                threadsInSql.add(hold.holder().threadId());
            }
        }
    }

    @Override
    public boolean explains(Hold hold) {
        return switch (hold.backend()) {
            case IDLE -> outside(hold) && LongIdle.is(hold, situation);
            case IDLE_IN_TRANSACTION -> AT_WORK.contains(hold.doing()) && LongIdle.is(hold, situation);
            case ACTIVE -> waitsForClient(hold);
            default -> false;
        };
    }

    private boolean outside(Hold hold) {
        return OUTSIDE.contains(hold.doing())
                || (hold.doing() == Kind.UNKNOWN && hold.stateLasted(situation.longTime()))
                || (hold.doing() == Kind.IN_DRIVER && inSqlElsewhere(hold));
    }

    /**
     * In a driver, but not in a statement of this connection: in one of another connection of this pool or, if that has
     * lasted and PostgreSQL says so now, of another pool or database.
     */
    private boolean inSqlElsewhere(Hold hold) {
        return threadsInSql.contains(hold.holder().threadId())
                || (!hold.presumed() && hold.stateLasted(situation.longTime()) && situation.justAnswered());
    }

    /** The server has rows ready, or wants some, and the thread does something else. */
    private boolean waitsForClient(Hold hold) {
        return OUTSIDE.contains(hold.doing())
                && hold.stateLasted(situation.settled())
                && hold.session()
                        .flatMap(session -> session.waitEventType())
                        .filter("Client"::equals)
                        .isPresent();
    }

    /** Of the same kind at the same place, and only just begun. */
    @Override
    public boolean resembles(Hold hold, List<Hold> explained) {
        return hold.idle()
                && OUTSIDE.contains(hold.doing())
                && hold.held().activity().where().isPresent()
                && explained.stream().anyMatch(other -> sameWork(hold, other));
    }

    private static boolean sameWork(Hold hold, Hold other) {
        return hold.backend() == other.backend()
                && hold.doing() == other.doing()
                && hold.held().activity().where().equals(other.held().activity().where());
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        int inTransaction = explained.count(Hold::inTransaction);
        List<String> evidence = new ArrayList<>();
        if (inTransaction > 0) {
            evidence.add(inTransaction + " of them with an open transaction in which nothing is executed");
        }
        int forLong =
                explained.count(hold -> hold.heldAtLeast(situation.evidence().leakThreshold()));
        if (forLong > 0) {
            evidence.add(forLong + " held for longer than "
                    + Amount.time(situation.evidence().leakThreshold())
                    + ": if the thread has gone on to other work, they are leaked");
        }
        return explained.finding(
                Verdict.HELD_OUTSIDE_SQL,
                explained.connectionsAre() + " held outside SQL by threads " + Wording.activities(explained.holds())
                        + ", most at " + commonPlace(explained.holds()) + ", "
                        + explained.forAtMost(explained.longest().heldFor()),
                evidence,
                "Do this before acquiring the connection or after closing it" + acquiredAt(explained.longest()));
    }

    private static String acquiredAt(Hold hold) {
        return hold.holder()
                .callSite()
                .map(site -> "; it is acquired at " + Wording.frame(site))
                .orElse("");
    }

    private static String commonPlace(List<Hold> holds) {
        Map<String, Integer> places = new HashMap<>();
        holds.forEach(hold -> places.merge(place(hold), 1, Integer::sum));
        return places.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }

    private static String place(Hold hold) {
        Activity activity = hold.held().activity();
        return activity.where().map(Wording::frame).orElseGet(() -> Wording.place(hold));
    }
}
