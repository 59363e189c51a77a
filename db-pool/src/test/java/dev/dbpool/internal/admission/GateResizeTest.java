package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateResizeTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final ManualClock clock = new ManualClock();

    private Gate lent(int max) throws InterruptedException {
        Gate gate = new Gate(AdmissionSettings.fifo(max, Integer.MAX_VALUE), clock);
        for (int i = 0; i < max; i++) {
            assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        }
        return gate;
    }

    private static List<GateCaller> queue(Gate gate, int callers) {
        List<GateCaller> queued = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            queued.add(GateCaller.queued(gate, LONG));
        }
        return queued;
    }

    @Test
    void aLargerMaximumServesThoseWhoWaitAtOnceAndInOrder() throws Exception {
        Gate gate = lent(1);
        List<GateCaller> queued = queue(gate, 3);
        gate.resize(3);
        assertThat(queued.get(0).outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(queued.get(1).outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(queued.get(2).waits()).isTrue();
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(3, 0, 1, 3));
        gate.returned(0);
        assertThat(queued.get(2).outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    @Test
    void aLargerMaximumThanNeededLeavesPermitsFree() throws Exception {
        Gate gate = lent(1);
        List<GateCaller> queued = queue(gate, 1);
        gate.resize(5);
        assertThat(queued.get(0).outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(3, 0, 0, 5));
    }

    @Test
    void aSmallerMaximumIsReachedAsPermitsComeBackWhoeverWaits() throws Exception {
        Gate gate = lent(3);
        GateCaller waiting = queue(gate, 1).get(0);
        gate.resize(1);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(3, 0, 1, 1));
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        gate.returned(0);
        gate.returned(0);
        assertThat(waiting.waits()).isTrue();
        gate.returned(0);
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 1));
    }

    @Test
    void aSmallerMaximumIsReachedAlsoWhenNobodyWaits() throws Exception {
        Gate gate = lent(3);
        gate.resize(2);
        gate.returned(0);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        gate.returned(0);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
    }

    @Test
    void growingAgainBeforeTheSmallerIsReachedTakesNothingFromAnybody() throws Exception {
        Gate gate = lent(3);
        GateCaller waiting = queue(gate, 1).get(0);
        gate.resize(1);
        gate.resize(4);
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(4, 0, 0, 4));
    }

    @Test
    void theTimeInWhichAllAreInUseFollowsTheMaximum() throws Exception {
        Gate gate = lent(2);
        clock.pass(5);
        gate.resize(3);
        clock.pass(7);
        assertThat(gate.exhaustedNanos()).isEqualTo(5);
        gate.resize(1);
        clock.pass(11);
        assertThat(gate.exhaustedNanos()).isEqualTo(5 + 11);
        gate.returned(0);
        gate.returned(0);
        clock.pass(13);
        assertThat(gate.exhaustedNanos()).isEqualTo(5 + 11);
    }

    @Test
    void aClosedGateKeepsItsSizeAndDrains() throws Exception {
        Gate gate = lent(2);
        gate.resize(1);
        gate.close();
        gate.resize(5);
        assertThat(gate.occupancy().max()).isEqualTo(1);
        assertThat(gate.enter(LONG, null)).isEqualTo(AdmissionResult.CLOSED);
        gate.returned(0);
        gate.returned(0);
        assertThat(gate.awaitDrained(0)).isTrue();
    }

    @Test
    void aGateHasAtLeastOnePermitAndAsManyAsItsWordHoldsAtMost() throws Exception {
        Gate gate = lent(1);
        assertThatThrownBy(() -> gate.resize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gate.resize(GateWord.MOST_PERMITS + 1)).isInstanceOf(IllegalArgumentException.class);
        gate.resize(GateWord.MOST_PERMITS);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 0, GateWord.MOST_PERMITS));
    }
}
