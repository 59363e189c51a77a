package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.ConnectFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BackoffTest {
    private static final LongUnaryOperator ZERO = bound -> 0;
    private static final LongUnaryOperator MOST = bound -> bound - 1;

    /** When attempts begin that are all rejected, each as soon as the pace allows. */
    private static List<Duration> rejectedAttempts(Backoff backoff, int count) {
        List<Duration> begins = new ArrayList<>();
        long now = 0;
        for (int attempt = 0; attempt < count; attempt++) {
            begins.add(Duration.ofNanos(now));
            now += backoff.afterFailure(ConnectFailure.AUTH);
        }
        return begins;
    }

    private static void keepsTheRejectedPace(List<Duration> begins) {
        assertThat(begins)
                .filteredOn(begin -> begin.compareTo(Duration.ofSeconds(10)) < 0)
                .as("within 10 s, of %s", begins)
                .hasSizeLessThanOrEqualTo(3);
        for (int next = 3; next < begins.size(); next++) {
            assertThat(begins.get(next).minus(begins.get(next - 1)))
                    .as("pause before attempt %d of %s", next + 1, begins)
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ConnectFailure.class, mode = Mode.EXCLUDE, names = "AUTH")
    void ceilingDoublesFromFiftyMillisecondsUpToEightHundred(ConnectFailure reason) {
        Backoff backoff = new Backoff(MOST);
        List<Long> ceilings = Stream.generate(() -> backoff.afterFailure(reason) + 1)
                .limit(8)
                .map(TimeUnit.NANOSECONDS::toMillis)
                .toList();
        assertThat(ceilings).containsExactly(50L, 100L, 200L, 400L, 800L, 800L, 800L, 800L);
    }

    @Test
    void ceilingHoldsAfterAnyNumberOfFailures() {
        Backoff backoff = new Backoff(MOST);
        for (int failure = 0; failure < 10_000; failure++) {
            assertThat(backoff.afterFailure(ConnectFailure.REFUSED))
                    .isBetween(1L, Duration.ofMillis(800).toNanos() - 1);
        }
    }

    @Test
    void jitterIsFullSoThatTheShortestPauseIsNone() {
        Backoff backoff = new Backoff(ZERO);
        for (int failure = 0; failure < 10; failure++) {
            assertThat(backoff.afterFailure(ConnectFailure.REFUSED)).isZero();
        }
    }

    @Test
    void drawsByChanceWithinTheCeiling() {
        List<Long> firstPauses = Stream.generate(() -> new Backoff().afterFailure(ConnectFailure.REFUSED))
                .limit(1_000)
                .toList();
        long ceiling = Duration.ofMillis(50).toNanos();
        // That a thousand fair draws all miss a tenth of the range has a probability below 1e-45.
        assertThat(firstPauses)
                .allMatch(pause -> pause >= 0 && pause < ceiling)
                .anyMatch(pause -> pause < ceiling / 10)
                .anyMatch(pause -> pause > ceiling - ceiling / 10);
    }

    @Test
    void rejectedPasswordIsTriedThriceInTenSecondsThenEveryThirty() {
        List<Duration> quickest = rejectedAttempts(new Backoff(ZERO), 8);
        keepsTheRejectedPace(quickest);
        assertThat(quickest.get(2)).as("the third attempt").isLessThan(Duration.ofSeconds(10));

        List<Duration> slowest = rejectedAttempts(new Backoff(MOST), 8);
        keepsTheRejectedPace(slowest);
        assertThat(slowest.get(2)).as("the third attempt").isLessThan(Duration.ofSeconds(10));
        assertThat(slowest.get(7).minus(slowest.get(6)))
                .as("the pause in the end")
                .isLessThan(Duration.ofSeconds(35));
    }

    @Test
    void resetBeginsAnew() {
        Backoff backoff = new Backoff(MOST);
        long firstPause = backoff.afterFailure(ConnectFailure.REFUSED);
        List<Duration> firstAttempts = rejectedAttempts(backoff, 4);
        for (int failure = 0; failure < 5; failure++) {
            backoff.afterFailure(ConnectFailure.REFUSED);
        }
        assertThat(backoff.afterFailure(ConnectFailure.REFUSED)).isGreaterThan(firstPause);
        backoff.reset();
        assertThat(backoff.afterFailure(ConnectFailure.REFUSED)).isEqualTo(firstPause);
        assertThat(rejectedAttempts(backoff, 4)).isEqualTo(firstAttempts);
    }

    @Test
    void rejectionsAndOtherFailuresAreCountedApart() {
        Backoff backoff = new Backoff(MOST);
        Backoff rejectedOnly = new Backoff(MOST);
        Backoff refusedOnly = new Backoff(MOST);
        for (int failure = 0; failure < 6; failure++) {
            assertThat(backoff.afterFailure(ConnectFailure.AUTH))
                    .isEqualTo(rejectedOnly.afterFailure(ConnectFailure.AUTH));
            assertThat(backoff.afterFailure(ConnectFailure.REFUSED))
                    .isEqualTo(refusedOnly.afterFailure(ConnectFailure.REFUSED));
        }
    }
}
