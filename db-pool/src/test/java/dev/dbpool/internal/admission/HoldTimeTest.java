package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HoldTimeTest {
    private final HoldTime holds = new HoldTime(4);

    private void returned(int times, long heldNanos) {
        for (int i = 0; i < times; i++) {
            holds.returned(heldNanos, 0);
        }
    }

    @Test
    void nothingIsKnownBeforeAFewHaveComeBack() {
        assertThat(holds.mean()).isZero();
        assertThat(holds.met(0)).isZero();
        returned(7, 100);
        assertThat(holds.known()).isFalse();
        returned(1, 100);
        assertThat(holds.known()).isTrue();
        assertThat(holds.mean()).isEqualTo(100);
    }

    /** Ninety of 1 and ten of 100: of 1090 in all, 1000 are long holds. */
    @Test
    void longHoldsAreMetMoreOftenThanTheyOccur() {
        returned(90, 1);
        returned(10, 100);
        assertThat(holds.mean()).isEqualTo(10.9);
        assertThat(holds.met(0)).isCloseTo((90 + 10 * 10_000) / 1090.0, within(1e-9));
    }

    @Test
    void aChangeOfTheDatabaseIsFollowed() {
        returned(1_000, 100);
        returned(2_000, 500);
        assertThat(holds.mean()).isCloseTo(500, within(50.0));
        returned(2_000, 100);
        assertThat(holds.mean()).isCloseTo(100, within(50.0));
    }

    @Test
    void anEarlierQueueCountsLittleInTheNext() {
        returned(400, 100);
        holds.queueEnds();
        holds.queueBegins(0);
        returned(64, 500);
        assertThat(holds.mean()).isEqualTo(300);
    }

    @Test
    void aStandstillTellsOfLongHolds() {
        holds.queueBegins(0);
        holds.returned(10, 100);
        assertThat(holds.met(1_100)).as("4 permits × 1000 ÷ 4").isEqualTo(1_000);
        assertThat(holds.mean()).isEqualTo(10);
        holds.returned(10, 1_100);
        assertThat(holds.met(1_100)).isEqualTo(10);
        holds.queueEnds();
        assertThat(holds.met(1_000_000)).as("nobody waits for a return").isEqualTo(10);
    }
}
