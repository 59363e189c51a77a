package dev.dbpool.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BlackBoxTest {
    private final BlackBox box = new BlackBox();

    private static PoolSample sample(int number) {
        return new PoolSample(
                Instant.ofEpochMilli(1_000L * number),
                Duration.ofSeconds(number),
                number,
                number + 1,
                number + 2,
                number + 3,
                Duration.ofMillis(number + 4),
                number + 5,
                number + 6,
                number + 7,
                number + 8,
                Duration.ofMillis(number + 9));
    }

    @Test
    void whatGoesInComesOut() {
        assertThat(box.samples()).isEmpty();
        box.add(sample(1));
        box.add(sample(2));

        assertThat(box.samples()).usingRecursiveFieldByFieldElementComparator().containsExactly(sample(1), sample(2));
    }

    @Test
    void theOldestMakesRoom() {
        for (int number = 1; number <= BlackBox.CAPACITY + 5; number++) {
            box.add(sample(number));
        }

        assertThat(box.samples())
                .usingRecursiveFieldByFieldElementComparator()
                .hasSize(BlackBox.CAPACITY)
                .startsWith(sample(6))
                .endsWith(sample(BlackBox.CAPACITY + 5));
    }

    /** The figures that the documentation gives. */
    @Test
    void itGrowsWithTheSamplesTo24Kilobytes() {
        assertThat(box.bytes()).isZero();
        for (int number = 1; number <= BlackBox.CAPACITY; number++) {
            box.add(sample(number));
            if (number == 1 || number == 30) {
                assertThat(box.bytes()).as("with %d samples", number).isEqualTo(2_400);
            }
            if (number == 31) {
                assertThat(box.bytes()).as("with 31 samples").isEqualTo(4_800);
            }
            assertThat(box.samples()).hasSize(number);
        }
        box.add(sample(BlackBox.CAPACITY + 1));
        assertThat(box.bytes()).isEqualTo(24_000);
    }
}
