package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HoldTimeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

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

    /** After twice the holds of a part for the mean, after eight times as many for what may be met. */
    @Test
    void aChangeOfTheDatabaseIsFollowedAndNothingRemembered() {
        returned(1_000, 30 * SECOND);
        returned(256, 10 * MILLI);
        assertThat(holds.mean()).isEqualTo(10 * MILLI);
        assertThat(holds.met(0)).isGreaterThan(20 * SECOND);
        returned(768, 10 * MILLI);
        assertThat(holds.met(0)).isEqualTo(10 * MILLI);
    }

    /** One connection that comes back a hundred times a second would need five seconds for so many. */
    @Test
    void whereFewComeBackTwoSecondsAreEnoughToForget() {
        HoldTime slow = new HoldTime(1);
        long now = 0;
        slow.returned(5 * SECOND, now);
        for (int i = 0; i < 205; i++) {
            now += 10 * MILLI;
            slow.returned(10 * MILLI, now);
        }
        assertThat(slow.met(now)).isEqualTo(10 * MILLI);
    }

    @Test
    void fewReturnsAreNotForgottenBeforeEveryPermitHasComeBackOncePerPart() {
        for (int i = 1; i <= 28; i++) {
            holds.returned(i == 1 ? 5 * SECOND : SECOND, i * SECOND);
        }
        assertThat(holds.met(28 * SECOND)).isGreaterThan(SECOND);
    }

    /** After an incident, the first burst that queues again is not judged by it. */
    @Test
    void whatNewcomersHaveToExpectFollowsFromTheLastTenSecondsOnly() {
        returned(400, 30 * SECOND);
        holds.queueEnds();
        holds.queueBegins(10 * SECOND - 1);
        holds.queueEnds();
        assertThat(holds.known()).as("short queues, one soon after the other").isTrue();
        holds.queueBegins(20 * SECOND);
        assertThat(holds.known()).isFalse();
        assertThat(holds.mean()).isZero();
        assertThat(holds.met(20 * SECOND)).isCloseTo(30 * SECOND, within(1.0));
        holds.returned(10 * MILLI, 20 * SECOND);
        assertThat(holds.mean()).isEqualTo(10 * MILLI);
    }

    @Test
    void aMinuteWithoutAQueueMakesEverythingForgotten() {
        returned(400, 30 * SECOND);
        holds.queueEnds();
        holds.queueBegins(60 * SECOND - 1);
        holds.queueEnds();
        assertThat(holds.met(60 * SECOND)).isPositive();
        holds.queueBegins(120 * SECOND);
        assertThat(holds.met(120 * SECOND)).isZero();
    }

    @Test
    void aStandstillTellsOfLongHolds() {
        holds.queueBegins(0);
        holds.returned(10, 100);
        assertThat(holds.met(1_100)).as("4 permits × 1000 ÷ 4").isEqualTo(1_000);
        assertThat(holds.standsStill(1_100)).isTrue();
        assertThat(holds.mean()).isEqualTo(10);
        holds.returned(10, 1_100);
        assertThat(holds.met(1_100)).isEqualTo(10);
        assertThat(holds.standsStill(1_100)).isFalse();
        holds.queueEnds();
        assertThat(holds.met(1_000_000)).as("nobody waits for a return").isEqualTo(10);
    }
}
