package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The evidence with what follows from it for all causes: thresholds, weights, trends. Immutable. */
final class WeighedEvidence {
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** Holds and waits of one report are read so far apart at most. */
    private static final Duration SKEW = Duration.ofMillis(25);

    private static final Duration LONG = Duration.ofSeconds(1);
    private static final Duration LATELY = Duration.ofSeconds(3);

    private final Evidence evidence;
    private final List<Hold> holds;
    private final Trend trend;

    WeighedEvidence(Evidence evidence) {
        this.evidence = evidence;
        this.holds = PresumedBackends.holds(evidence);
        this.trend = new Trend(evidence.history());
    }

    Evidence evidence() {
        return evidence;
    }

    List<Hold> holds() {
        return holds;
    }

    Trend trend() {
        return trend;
    }

    /** What the pool allows; without history, what is in use. */
    int max() {
        return trend.now().map(PoolSample::max).orElse(holds.size());
    }

    /** Connections in use, also those that are too many to be looked at. */
    int active() {
        return Math.max(trend.now().map(PoolSample::active).orElse(0), holds.size());
    }

    /** No caller can get a connection before one comes back. */
    boolean exhausted() {
        return !holds.isEmpty() && active() >= max();
    }

    /** Longer than a connection is between two statements of a busy unit of work. */
    Duration moment() {
        return MOMENT;
    }

    /** So long that no unit of work would be between two statements. */
    Duration longTime() {
        return LONG;
    }

    /** So long that it matters to a caller who would wait no longer than this pool lets him: 100 ms to 1 s. */
    Duration settled() {
        return Durations.between(MOMENT, evidence.acquireTimeout().dividedBy(2), LONG);
    }

    /**
     * From here on a statement is slow: a second, less if callers wait less or if this pool is used to less. If nothing
     * moves, then it is enough that it runs since they wait.
     */
    Duration slow() {
        Duration usual = slowAsARule();
        return somebodyWaits() && !moving() ? Durations.min(usual, Durations.max(MOMENT, longestWait())) : usual;
    }

    private Duration slowAsARule() {
        Duration impatient = Durations.between(
                Duration.ofMillis(250), evidence.acquireTimeout().dividedBy(2), LONG);
        return trend.usualHold()
                .map(usual -> Durations.between(
                        Duration.ofMillis(200), Durations.min(usual, LONG).multipliedBy(3), impatient))
                .orElse(impatient);
    }

    /** Whether what PostgreSQL said is of the same moment as the stacks; else a statement may have begun since. */
    boolean justAnswered() {
        return evidence.server().age().filter(age -> age.compareTo(MOMENT) <= 0).isPresent();
    }

    Duration longestWait() {
        return Durations.sane(evidence.waiting().longest());
    }

    boolean somebodyWaits() {
        return evidence.waiting().count() > 0;
    }

    /**
     * Connections came free while callers waited. If they do, whoever waits will be served, and nothing is stuck for
     * good. A hold that is younger than the longest wait proves it; so does the history, if it has samples of that time.
     */
    boolean moving() {
        return somebodyWaits() && (younger() || handedOut());
    }

    private boolean younger() {
        return holds.stream().anyMatch(hold -> hold.heldFor().plus(SKEW).compareTo(longestWait()) < 0);
    }

    private boolean handedOut() {
        return trend.within(Durations.min(longestWait(), LATELY))
                .filter(stretch -> stretch.handedOut() > 0)
                .isPresent();
    }

    /**
     * What a hold counts for: its time, as far as callers waited meanwhile. Without that limit one report that runs for
     * an hour would outweigh the eleven connections that are blocked since a minute.
     */
    double weight(Hold hold) {
        double held = Math.max(1e-3, Durations.of(hold.heldFor()));
        return somebodyWaits() ? Math.min(held, Math.max(Durations.of(longestWait()), Durations.of(LONG))) : held;
    }

    double share(Collection<Hold> part) {
        double all = holds.stream().mapToDouble(this::weight).sum();
        return all == 0
                ? 0
                : Math.min(1, part.stream().mapToDouble(this::weight).sum() / all);
    }

    /** The connection of this pool that has this number. */
    Optional<Hold> byConnectionId(long connectionId) {
        return holds.stream()
                .filter(hold -> hold.holder().connectionId() == connectionId)
                .findFirst();
    }
}
