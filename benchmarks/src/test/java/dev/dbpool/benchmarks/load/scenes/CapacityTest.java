package dev.dbpool.benchmarks.load.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dbpool.benchmarks.load.HoldTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final HoldTime MIX = HoldTime.mix(Duration.ofMillis(5), Duration.ofSeconds(2), 0.01);

    @Test
    void capacityOfDrawnTimesIsThatOfTheirMean() {
        // 24.95 ms
        assertThat(Capacity.perSecond(1_000, 10_000, MIX.meanMicros())).isCloseTo(400.8, within(0.1));
    }

    @Test
    void whatWorkTakesBesideItsHoldTimeIsTakenFromTheMeasurement() {
        // 950 in a second on ten connections: 526 µs for each.
        assertThat(Capacity.perSecond(950, 10_000, MIX.meanMicros())).isCloseTo(392.5, within(0.1));
        assertThat(Capacity.perSecond(950, 10_000, 10_000)).isCloseTo(950, within(0.001));
    }

    @Test
    void onlyDrawnTimesVary() {
        assertThat(MIX.varies()).isTrue();
        assertThat(HoldTime.fixed(Duration.ofMillis(1)).varies()).isFalse();
        assertThat(HoldTime.logNormal(Duration.ofMillis(10), 1).meanMicros()).isEqualTo(10_000);
    }
}
