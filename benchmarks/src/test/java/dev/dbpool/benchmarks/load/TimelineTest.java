package dev.dbpool.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A caller every 10 ms for four seconds, in slots of 100 ms. */
class TimelineTest {
    private static final int CALLERS = 400;

    /** @param latency of each caller in ms; negative for one who is refused */
    private static Timeline timeline(IntFunction<Long> latency) {
        long[] at = new long[CALLERS];
        for (int i = 0; i < CALLERS; i++) {
            at[i] = i * 10_000_000L;
        }
        Outcomes outcomes = new Outcomes(
                new Schedule(at, new int[CALLERS], Duration.ofSeconds(4).toNanos()));
        for (int i = 0; i < CALLERS; i++) {
            long millis = latency.apply(i);
            outcomes.ended(i, millis < 0 ? Ending.REFUSED : Ending.WORKED, at[i] + Math.abs(millis) * 1_000_000);
        }
        return Timeline.of(outcomes, Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    @Test
    void medianIsThatOfAllWhoCame() {
        Timeline timeline = timeline(caller -> caller % 10 < 6 ? -1L : 10L);

        assertThat(timeline.medianMillis())
                .allMatch(millis -> millis.isInfinite())
                .hasSize(40);
        assertThat(timeline.goodputPerSecond().get(5)).isCloseTo(40, within(0.1));
    }

    @Test
    void lateWorkCountsAsNone() {
        Timeline timeline = timeline(caller -> 1_500L);

        assertThat(timeline.medianMillis()).allMatch(millis -> millis.isInfinite());
        assertThat(timeline.goodputPerSecond()).allMatch(rate -> rate == 0);
    }

    @Test
    void recoveryIsWhenTheMedianIsGoodAndStaysSo() {
        // Bad until 2.3 s, with one good slot at 2.1 s.
        Timeline timeline = timeline(caller -> caller < 230 && (caller < 210 || caller >= 220) ? 400L : 12L);

        assertThat(timeline.secondsUntilBelow(20, Duration.ofSeconds(2)).orElseThrow())
                .isCloseTo(0.3, within(0.001));
    }

    @Test
    void thereIsNoRecoveryIfItStaysBad() {
        assertThat(timeline(caller -> 400L).secondsUntilBelow(20, Duration.ofSeconds(2)))
                .isEmpty();
    }

    @Test
    void recoveryThatCannotBeSeenToLastDoesNotCount() {
        assertThat(timeline(caller -> caller < 370 ? 400L : 12L).secondsUntilBelow(20, Duration.ofSeconds(2)))
                .isEmpty();
    }

    @Test
    void usualLatencyIsTheMedianOfTheSlots() {
        Timeline timeline = timeline(caller -> caller < 100 ? 300L : 12L);

        assertThat(timeline.usualMillis(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .isCloseTo(12, within(0.001));
    }
}
