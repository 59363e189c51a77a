package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.diagnosis.Hold.Backend;
import dev.dbpool.internal.diagnosis.Trend.Stretch;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Statements take long by themselves; or so many are run in one hold that it takes long. */
final class SlowSql implements Cause {
    private final WeighedEvidence situation;
    private final Duration slow;
    private final Duration chatty;

    SlowSql(WeighedEvidence situation) {
        this.situation = situation;
        this.slow = situation.slow();
        this.chatty = situation.somebodyWaits() && !situation.moving()
                ? Durations.max(situation.settled(), mostOf(situation.longestWait()))
                : Durations.max(situation.longTime(), slow.multipliedBy(3));
    }

    private static Duration mostOf(Duration time) {
        return time.multipliedBy(4).dividedBy(5);
    }

    @Override
    public boolean explains(Hold hold) {
        return runsLong(hold) || isChatty(hold);
    }

    private boolean runsLong(Hold hold) {
        return hold.backend() == Backend.ACTIVE && runningFor(hold).compareTo(slow) >= 0;
    }

    /** Of a presumed session only the hold's length is known, and that its thread is in SQL now. */
    private static Duration runningFor(Hold hold) {
        return hold.session()
                .map(session -> Durations.sane(session.queryFor().orElse(session.stateFor())))
                .orElse(hold.heldFor());
    }

    /** In SQL nearly all the time, with one short statement after another. */
    private boolean isChatty(Hold hold) {
        boolean inSql = hold.backend() == Backend.ACTIVE
                || (hold.idle() && hold.doing() == Activity.Kind.IN_DRIVER && !hold.stateLasted(situation.moment()));
        return inSql && hold.heldAtLeast(chatty);
    }

    /** In a statement like one that is slow, or in any if holds take that long altogether. */
    @Override
    public boolean resembles(Hold hold, List<Hold> explained) {
        return hold.backend() == Backend.ACTIVE
                && (holdsTakeLong() || explained.stream().anyMatch(other -> sameStatement(hold, other)));
    }

    private boolean holdsTakeLong() {
        return situation
                .trend()
                .trouble()
                .flatMap(Stretch::meanHold)
                .filter(mean -> mean.compareTo(slow) >= 0)
                .isPresent();
    }

    private static boolean sameStatement(Hold hold, Hold other) {
        Optional<String> statement = hold.session().map(BackendSession::query).filter(query -> !query.isEmpty());
        return statement.isPresent() && statement.equals(other.session().map(BackendSession::query));
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        Hold longest = explained.holds().stream()
                .max(Comparator.comparing(SlowSql::runningFor))
                .orElseThrow();
        int slowOnes = explained.count(this::runsLong);
        String what = slowOnes == 0
                ? " running many short statements in one hold, "
                        + explained.forAtMost(explained.longest().heldFor())
                : " executing slow statements, " + explained.forAtMost(runningFor(longest));
        return explained.finding(
                Verdict.SLOW_SQL,
                explained.connectionsAre() + what + " " + Wording.by(longest)
                        + longest.session()
                                .map(BackendSession::query)
                                .filter(query -> !query.isEmpty())
                                .map(query -> ": " + Wording.shortQuery(query))
                                .orElse(""),
                evidence(explained),
                slowOnes == 0
                        ? "Fetch and write in batches instead of row by row, or split the work into several holds"
                        : "Look at the plan of this statement (EXPLAIN) and at the server's load; statement_timeout"
                                + " bounds what a statement may cost the others");
    }

    private List<String> evidence(ExplainedHolds explained) {
        List<String> lines = new ArrayList<>();
        situation
                .trend()
                .usualHold()
                .ifPresent(
                        usual -> lines.add("usually a connection is held for " + Amount.time(usual) + " on average"));
        lines.addAll(HoldGroups.firstOf(counted(explained.holds(), SlowSql::statement), 3, line -> line));
        String waits =
                counted(explained.holds(), SlowSql::waitEvent).stream().limit(4).collect(Collectors.joining(", "));
        if (!waits.isEmpty()) {
            lines.add("they wait for: " + waits);
        }
        if (explained.count(Hold::presumed) > 0) {
            lines.add("whether statements wait for locks could not be seen");
        }
        return lines;
    }

    private static Optional<String> statement(Hold hold) {
        return hold.session()
                .map(BackendSession::query)
                .filter(query -> !query.isEmpty())
                .map(Wording::query);
    }

    private static Optional<String> waitEvent(Hold hold) {
        return hold.session()
                .map(session -> session.waitEventType()
                        .map(type -> type + "/" + session.waitEvent().orElse("?"))
                        .orElse("nothing (computing)"));
    }

    /** {@code 5 × SELECT …}, most frequent first. */
    private static List<String> counted(List<Hold> holds, Function<Hold, Optional<String>> text) {
        Map<String, Integer> counts = new HashMap<>();
        holds.forEach(hold -> text.apply(hold).ifPresent(key -> counts.merge(key, 1, Integer::sum)));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(count -> count.getValue() + " x " + count.getKey())
                .toList();
    }
}
