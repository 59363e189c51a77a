package dev.dbpool.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowFiguresTest {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration FROM = Duration.ofSeconds(10);
    private static final Duration TO = Duration.ofSeconds(20);

    private int callers;
    private final long[] due = new long[1000];
    private final long[] started = new long[1000];
    private final long[] ended = new long[1000];
    private final Ending[] endings = new Ending[1000];

    private void caller(long dueMillis, long endedMillis, Ending ending) {
        due[callers] = dueMillis * 1_000_000;
        started[callers] = due[callers];
        ended[callers] = endedMillis * 1_000_000;
        endings[callers++] = ending;
    }

    private WindowFigures figures() {
        long[] at = java.util.Arrays.copyOf(due, callers);
        Outcomes outcomes = new Outcomes(
                new Schedule(at, new int[callers], Duration.ofSeconds(30).toNanos()));
        for (int i = 0; i < callers; i++) {
            outcomes.started(i, started[i]);
            outcomes.attempted();
            outcomes.ended(i, endings[i], ended[i]);
        }
        return WindowFigures.of(outcomes, FROM, TO, DEADLINE);
    }

    @Test
    void workInTimeIsGoodput() {
        caller(11_000, 11_010, Ending.WORKED);
        caller(12_000, 13_000, Ending.WORKED);

        assertThat(figures().goodput()).isEqualTo(0.2);
        assertThat(figures().wastedPercent()).isZero();
    }

    @Test
    void workAfterTheDeadlineIsWasteAndNoGoodput() {
        caller(11_000, 11_010, Ending.WORKED);
        caller(11_000, 12_001, Ending.WORKED);
        caller(11_000, 15_000, Ending.WORKED);
        caller(11_000, 15_000, Ending.WORKED);
        caller(11_000, 11_500, Ending.REFUSED);

        assertThat(figures().goodput()).isEqualTo(0.1);
        assertThat(figures().wastedPercent()).isEqualTo(75);
    }

    @Test
    void whatAQueueYieldsAfterTheWindowDoesNotCount() {
        caller(19_900, 20_000, Ending.WORKED);
        caller(19_900, 20_500, Ending.WORKED);
        caller(19_900, 19_950, Ending.WORKED);

        assertThat(figures().goodput()).isEqualTo(0.1);
        assertThat(figures().offered()).isEqualTo(0.3);
    }

    @Test
    void whatWasDoneBeforeTheWindowDoesNotCountAndWhatReachesIntoItDoes() {
        caller(9_000, 9_999, Ending.WORKED);
        caller(9_500, 10_000, Ending.WORKED);

        assertThat(figures().goodput()).isEqualTo(0.1);
        assertThat(figures().offered()).isZero();
    }

    @Test
    void latencyCountsFromWhenACallerWasToComeNotFromWhenTheGeneratorWasReady() {
        caller(11_000, 11_500, Ending.WORKED);
        started[0] = 11_490_000_000L;

        assertThat(figures().p50Millis()).isCloseTo(500, within(1.0));
        assertThat(figures().lagMillis()).isCloseTo(490, within(1.0));
    }

    @Test
    void percentilesAreThoseOfTheSuccessfulOnly() {
        for (int i = 0; i < 98; i++) {
            caller(11_000 + i, 11_010 + i, Ending.WORKED);
        }
        caller(11_000, 11_900, Ending.WORKED);
        caller(11_000, 11_900, Ending.WORKED);
        caller(11_000, 14_000, Ending.WORKED);
        caller(11_000, 11_999, Ending.REFUSED);

        assertThat(figures().p50Millis()).isCloseTo(10, within(0.1));
        assertThat(figures().p99Millis()).isCloseTo(900, within(2.0));
    }

    @Test
    void refusedAndTimedOutAreSharesOfThoseWhoCame() {
        caller(11_000, 11_010, Ending.WORKED);
        caller(11_000, 11_020, Ending.REFUSED);
        caller(11_000, 11_020, Ending.REFUSED);
        caller(11_000, 12_000, Ending.TIMED_OUT);

        assertThat(figures().refusedPercent()).isEqualTo(50);
        assertThat(figures().timedOutPercent()).isEqualTo(25);
        assertThat(figures().refusalMillis()).isCloseTo(20, within(0.1));
    }

    @Test
    void callerWhoStillWaitedAtTheEndIsNeitherGoodputNorWaste() {
        caller(11_000, 30_000, Ending.PENDING);

        assertThat(figures().goodput()).isZero();
        assertThat(figures().wastedPercent()).isZero();
        assertThat(figures().offered()).isEqualTo(0.1);
        assertThat(figures().p50Millis()).isNaN();
    }

    @Test
    void failedWorkIsToldApart() {
        caller(1_000, 1_010, Ending.FAILED);

        assertThat(figures().failed()).isEqualTo(1);
        assertThat(figures().goodput()).isZero();
    }

    @Test
    void faultOfThePoolIsNeitherRefusalNorTimeout() {
        caller(11_000, 11_010, Ending.BROKEN);

        assertThat(figures().errors()).isEqualTo(1);
        assertThat(figures().timedOutPercent()).isZero();
        assertThat(figures().refusedPercent()).isZero();
        assertThat(figures().failed()).isZero();
    }
}
