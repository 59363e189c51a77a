package dev.dbpool.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final HoldTime HOLD = HoldTime.fixed(Duration.ofMillis(10));

    private static Schedule schedule(long seed, Phase... phases) {
        return Schedule.poisson(seed, HOLD, List.of(phases));
    }

    private static LongStream times(Schedule schedule) {
        return IntStream.range(0, schedule.size()).mapToLong(schedule::atNanos);
    }

    private static double[] gaps(Schedule schedule) {
        long[] times = times(schedule).toArray();
        return IntStream.range(1, times.length)
                .mapToDouble(i -> times[i] - times[i - 1])
                .toArray();
    }

    @Test
    void callersComeAtTheMeanRate() {
        Schedule schedule = schedule(7, new Phase(1000, Duration.ofSeconds(100)));

        // The count of a Poisson process of mean 100,000 has a standard deviation of 316.
        assertThat(schedule.size()).isCloseTo(100_000, within(1_300));
    }

    @Test
    void gapsAreExponential() {
        double[] gaps = gaps(schedule(7, new Phase(1000, Duration.ofSeconds(100))));
        double mean = Arrays.stream(gaps).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(gaps)
                .map(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElseThrow());
        double shareAboveMean = Arrays.stream(gaps).filter(gap -> gap > mean).count() / (double) gaps.length;

        assertThat(mean).isCloseTo(1e6, within(2e4));
        assertThat(deviation / mean).isCloseTo(1, within(0.02));
        assertThat(shareAboveMean).isCloseTo(Math.exp(-1), within(0.01));
    }

    @Test
    void sameSeedBringsTheSameCallersAndAnotherSeedOthers() {
        Phase phase = new Phase(500, Duration.ofSeconds(2));

        assertThat(times(schedule(1, phase)).toArray())
                .isEqualTo(times(schedule(1, phase)).toArray())
                .isNotEqualTo(times(schedule(2, phase)).toArray());
    }

    @Test
    void everyPhaseHasItsOwnRate() {
        Schedule schedule = schedule(
                3,
                new Phase(100, Duration.ofSeconds(10)),
                new Phase(2000, Duration.ofSeconds(10)),
                new Phase(100, Duration.ofSeconds(10)));

        assertThat(times(schedule).filter(at -> at < 10e9).count()).isBetween(880L, 1_120L);
        assertThat(times(schedule).filter(at -> at >= 10e9 && at < 20e9).count())
                .isBetween(19_400L, 20_600L);
        assertThat(times(schedule).filter(at -> at >= 20e9).count()).isBetween(880L, 1_120L);
        assertThat(schedule.lengthNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(times(schedule).max().orElseThrow()).isLessThan(schedule.lengthNanos());
    }

    @Test
    void hardlyAnybodyComesAtAVeryLowRate() {
        assertThat(schedule(5, new Phase(1e-6, Duration.ofSeconds(30))).size()).isZero();
    }

    @Test
    void logNormalHasItsMean() {
        Schedule schedule = Schedule.poisson(
                5, HoldTime.logNormal(Duration.ofMillis(10), 1), List.of(new Phase(10_000, Duration.ofSeconds(20))));

        assertThat(IntStream.range(0, schedule.size())
                        .map(schedule::holdMicros)
                        .average()
                        .orElseThrow())
                .isCloseTo(10_000, within(300.0));
    }

    @Test
    void mixHasItsShareOfLongOnes() {
        Schedule schedule = Schedule.poisson(
                5,
                HoldTime.mix(Duration.ofMillis(5), Duration.ofSeconds(2), 0.01),
                List.of(new Phase(10_000, Duration.ofSeconds(10))));

        assertThat(IntStream.range(0, schedule.size())
                        .filter(caller -> schedule.holdMicros(caller) == 2_000_000)
                        .count())
                .isBetween(880L, 1_120L);
    }

    @Test
    void phaseWithoutRateOrLengthIsRefused() {
        assertThatThrownBy(() -> new Phase(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Phase(Double.NaN, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Phase(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
