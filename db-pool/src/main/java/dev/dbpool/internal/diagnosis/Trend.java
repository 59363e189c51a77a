package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the history says: how fast callers come, how fast connections go round, what was usual before. Immutable. */
final class Trend {
    private static final Duration CALM_ENOUGH = Duration.ofSeconds(5);
    private static final long RETURNS_ENOUGH = 50;
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final List<PoolSample> history;

    Trend(List<PoolSample> history) {
        this.history = history.size() == 1 && history.get(0).uptime().compareTo(YOUNG) < 0
                ? List.of(opening(history.get(0)), history.get(0))
                : history;
    }

    /** All that is counted began at zero: that is the history of a pool that is too young to have one. */
    private static PoolSample opening(PoolSample now) {
        return new PoolSample(now.at(), Duration.ZERO, 0, 0, now.max(), 0, Duration.ZERO, 0, 0, 0, 0, Duration.ZERO);
    }

    Optional<PoolSample> now() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
    }

    /** The shortest stretch up to now that is at least so long, or else all there is. */
    Optional<Stretch> last(Duration atLeast) {
        return now().flatMap(now -> {
            int begin = history.size() - 1;
            while (begin > 0
                    && Durations.since(history.get(begin).uptime(), now.uptime())
                                    .compareTo(atLeast)
                            < 0) {
                begin--;
            }
            return Stretch.between(history.get(begin), now);
        });
    }

    /** The longest stretch up to now that is no longer than that. */
    Optional<Stretch> within(Duration atMost) {
        return now().flatMap(now -> history.stream()
                .filter(sample -> Durations.since(sample.uptime(), now.uptime()).compareTo(atMost) <= 0)
                .findFirst()
                .flatMap(first -> Stretch.between(first, now)));
    }

    /** From the last calm sample on: since all connections were in use, or somebody waited. */
    Optional<Stretch> trouble() {
        return now().flatMap(now ->
                Stretch.between(history.get(Math.max(0, beginOfTrouble().orElse(1) - 1)), now));
    }

    /** How long connections were held on average before the trouble, if enough was seen of that time. */
    Optional<Duration> usualHold() {
        OptionalInt begin = beginOfTrouble();
        if (begin.isEmpty() || begin.getAsInt() < 2) {
            return Optional.empty();
        }
        return Stretch.between(history.get(0), history.get(begin.getAsInt() - 1))
                .filter(calm ->
                        calm.returned() >= RETURNS_ENOUGH && calm.length().compareTo(CALM_ENOUGH) >= 0)
                .flatMap(Stretch::meanHold);
    }

    /** How many callers waited at most in the trouble. */
    int mostWaiting() {
        return history.subList(beginOfTrouble().orElse(history.size()), history.size()).stream()
                .mapToInt(PoolSample::waiting)
                .max()
                .orElse(0);
    }

    /** Index of the first sample of those up to now that are all in trouble. */
    private OptionalInt beginOfTrouble() {
        int begin = history.size();
        while (begin > 0 && inTrouble(history.get(begin - 1))) {
            begin--;
        }
        return begin == history.size() ? OptionalInt.empty() : OptionalInt.of(begin);
    }

    private static boolean inTrouble(PoolSample sample) {
        return sample.waiting() > 0 || sample.active() >= sample.max();
    }

    /**
     * What happened between two samples; counts never below zero.
     *
     * @param length time between them, above zero
     * @param arrived acquisitions begun
     * @param handedOut acquisitions that ended with a connection
     * @param returned connections that came back
     * @param failed acquisitions that ended otherwise
     * @param busy connection-time
     */
    record Stretch(Duration length, long arrived, long handedOut, long returned, long failed, Duration busy) {

        static Optional<Stretch> between(PoolSample from, PoolSample to) {
            Duration length = Durations.since(from.uptime(), to.uptime());
            if (length.isZero()) {
                return Optional.empty();
            }
            return Optional.of(new Stretch(
                    length,
                    grown(from.started(), to.started()),
                    grown(from.handedOut(), to.handedOut()),
                    grown(from.handedOut() - from.active(), to.handedOut() - to.active()),
                    grown(from.failed() + from.rejected(), to.failed() + to.rejected()),
                    Durations.since(from.busy(), to.busy())));
        }

        private static long grown(long from, long to) {
            return Math.max(0, to - from);
        }

        double perSecond(long count) {
            return count / Durations.of(length);
        }

        /** Connection-time for each connection that came back. */
        Optional<Duration> meanHold() {
            return returned == 0 ? Optional.empty() : Optional.of(busy.dividedBy(returned));
        }
    }
}
