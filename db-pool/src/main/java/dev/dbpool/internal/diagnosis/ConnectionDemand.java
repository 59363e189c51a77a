package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.diagnosis.Trend.Stretch;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connections go round quickly and each hold is an ordinary one: there are too many callers for them, for a moment or
 * for good. By Little's law, connections needed = acquisitions per second × mean seconds held.
 */
final class ConnectionDemand {
    private static final double FALLING = 0.9;
    private static final int BEYOND_CHANCE = 3;
    private static final double NEARLY_ALL = 0.95;

    private final WeighedEvidence situation;

    ConnectionDemand(WeighedEvidence situation) {
        this.situation = situation;
    }

    /** What the holds that nothing else explains come to. */
    Optional<Finding> explain(ExplainedHolds rest) {
        if (!situation.exhausted() || !situation.moving()) {
            return Optional.empty();
        }
        return situation
                .trend()
                .trouble()
                .filter(this::goesRound)
                .map(stretch -> isFalling() ? burst(rest, stretch) : tooSmall(rest, stretch));
    }

    /** Holds short enough that each connection serves several callers within the time that a caller waits. */
    private boolean goesRound(Stretch stretch) {
        Duration most = Durations.max(
                situation.slow(),
                Durations.sane(situation.evidence().acquireTimeout()).dividedBy(2));
        return stretch.meanHold().filter(mean -> mean.compareTo(most) <= 0).isPresent();
    }

    /** The queue empties by itself: seen over half of the longest wait, or since that began. */
    private boolean isFalling() {
        Duration wait = situation.longestWait();
        return situation
                        .trend()
                        .last(wait.dividedBy(2))
                        .filter(ConnectionDemand::fewerCome)
                        .isPresent()
                || situation
                        .trend()
                        .within(wait.multipliedBy(9).dividedBy(10))
                        .filter(ConnectionDemand::fewerCome)
                        .isPresent();
    }

    /** Fewer callers arrive than are served, by more than chance would have it. */
    private static boolean fewerCome(Stretch stretch) {
        return stretch.arrived() < FALLING * stretch.handedOut()
                && stretch.handedOut() - stretch.arrived() >= BEYOND_CHANCE;
    }

    private Finding burst(ExplainedHolds rest, Stretch stretch) {
        int most = Math.max(
                situation.trend().mostWaiting(), situation.evidence().waiting().count());
        return rest.finding(
                Verdict.BURST,
                "a burst of callers is being served: "
                        + situation.evidence().waiting().count() + " wait, " + most
                        + " did at most, and fewer come than are served",
                evidence(rest, stretch),
                "Nothing if this is rare; otherwise spread the callers, let them wait longer (acquireTimeout), or keep"
                        + " more connections for such moments");
    }

    private Finding tooSmall(ExplainedHolds rest, Stretch stretch) {
        double needed = stretch.perSecond(stretch.arrived())
                * Durations.of(stretch.meanHold().orElse(Duration.ZERO));
        return rest.finding(
                Verdict.POOL_TOO_SMALL,
                Amount.number(stretch.perSecond(stretch.arrived())) + " acquisitions/s, each held for "
                        + Amount.time(stretch.meanHold().orElse(Duration.ZERO)) + " on average, need "
                        + Amount.number(needed) + " connections; all " + situation.max() + " are in use and "
                        + situation.evidence().waiting().count() + " callers wait",
                evidence(rest, stretch),
                "Raise maxConnections if the server and the connection budget have room, or send fewer callers at once"
                        + " (admission limits them)");
    }

    private List<String> evidence(ExplainedHolds rest, Stretch stretch) {
        List<String> lines = new ArrayList<>();
        lines.add("in the last " + Amount.time(stretch.length()) + ": " + stretch.arrived() + " acquisitions, "
                + stretch.handedOut() + " handed out, " + stretch.failed() + " failed or refused");
        situation
                .trend()
                .usualHold()
                .ifPresent(
                        usual -> lines.add("before, a connection was held for " + Amount.time(usual) + " on average"));
        if (rest.share() > NEARLY_ALL) {
            lines.add("no holder stands out: none is stuck, none is idle for long");
        }
        return lines;
    }
}
