package dev.dbpool.internal.admission;

import static dev.dbpool.internal.admission.StubPool.NOT_YOUNG;
import static dev.dbpool.internal.admission.StubPool.occupancy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import dev.dbpool.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateResizeTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final ManualClock clock = new ManualClock();

    private StubPool lent(int max) throws InterruptedException {
        return StubPool.lent(AdmissionSettings.fifo(max, Integer.MAX_VALUE), clock);
    }

    private List<GateCaller> queue(StubPool pool, int callers) {
        List<GateCaller> queued = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            queued.add(GateCaller.queued(pool, LONG));
        }
        clock.pass(NOT_YOUNG);
        return queued;
    }

    private static Occupancy closing(int lent, int closing, int queued, int max) {
        return new Occupancy(new SlotCounts(lent, 0, 0, closing, 0, 0), queued, max);
    }

    @Test
    void aLargerMaximumServesThoseWhoWaitInOrderAsSessionsAreOpened() throws Exception {
        StubPool pool = lent(1);
        List<GateCaller> queued = queue(pool, 3);
        assertThat(pool.gate.resize(3)).isEmpty();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 2, 3));
        pool.opened();
        assertThat(queued.get(0).outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.opened();
        assertThat(queued.get(1).outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(queued.get(2).waits()).isTrue();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(3, 0, 0, 1));
        pool.returned(0);
        assertThat(queued.get(2).outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    @Test
    void aLargerMaximumThanNeededLeavesSlotsFree() throws Exception {
        StubPool pool = lent(1);
        GateCaller waiting = queue(pool, 1).get(0);
        pool.gate.resize(5);
        pool.opened();
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.opened();
        pool.admit(1);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(3, 0, 2, 0));
    }

    @Test
    void aSmallerMaximumIsReachedAsSlotsComeBackWhetherOrNotACallerWaits() throws Exception {
        StubPool pool = lent(3);
        GateCaller waiting = queue(pool, 1).get(0);
        assertThat(pool.gate.resize(1)).isEmpty();
        assertThat(pool.gate.occupancy()).isEqualTo(closing(3, 0, 1, 1));
        assertThat(pool.enter(0, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        pool.gate.vacate(pool.unwanted());
        pool.gate.vacate(pool.unwanted());
        assertThat(waiting.waits()).isTrue();
        pool.returned(0);
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 0));
    }

    @Test
    void aSmallerMaximumIsReachedAlsoWhenNoCallerWaits() throws Exception {
        StubPool pool = lent(3);
        assertThat(pool.gate.resize(2)).isEmpty();
        pool.gate.vacate(pool.unwanted());
        assertThat(pool.enter(0, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        pool.returned(0);
        pool.admit(1);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(2, 0, 0, 0));
    }

    /** Closing a session takes a second if its peer is dead; what else comes back meanwhile is not too many. */
    @Test
    void noMoreSessionsAreClosedThanThereAreTooMany() throws Exception {
        StubPool pool = lent(3);
        GateCaller waiting = queue(pool, 1).get(0);
        assertThat(pool.gate.resize(2)).isEmpty();
        Slot closing = pool.unwanted();
        pool.returned(0);
        assertThat(waiting.outcome()).as("while one is being closed").isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        assertThat(pool.gate.occupancy()).isEqualTo(new Occupancy(new SlotCounts(1, 0, 1, 1, 0, 0), 0, 2));
        pool.gate.vacate(closing);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 1, 0, 0));
    }

    @Test
    void aSmallerMaximumTakesEmptySlotsThenIdleOnesAndClosesNoneTwice() throws Exception {
        StubPool pool = StubPool.empty(AdmissionSettings.fifo(6, 9), clock);
        for (int i = 0; i < 4; i++) {
            pool.opened();
        }
        pool.admit(1);
        assertThat(pool.gate.resize(4)).as("two were empty").isEmpty();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 3, 0, 0));
        List<Slot> closing = pool.gate.resize(3);
        assertThat(closing).hasSize(1);
        assertThat(pool.gate.resize(2)).as("the first is still being closed").hasSize(1);
        assertThat(pool.gate.occupancy()).isEqualTo(new Occupancy(new SlotCounts(1, 0, 1, 2, 0, 0), 0, 2));
        pool.gate.vacate(closing.get(0));
        pool.admit(1);
        assertThat(pool.enter(0, null)).isEqualTo(AdmissionResult.TIMED_OUT);
    }

    /** Whatever is vacated next makes up for it. */
    @Test
    void aSlotWhoseLoginIsUnderWayIsTakenWhenItEnds() throws Exception {
        StubPool pool = StubPool.empty(AdmissionSettings.fifo(2, 0), clock);
        Slot failing = pool.gate.slots().claim();
        Slot opening = pool.gate.slots().claim();
        assertThat(pool.gate.resize(1)).isEmpty();
        pool.gate.vacate(failing);
        assertThat(pool.gate.occupancy()).isEqualTo(new Occupancy(new SlotCounts(0, 0, 0, 0, 1, 0), 0, 1));
        pool.openedFor(opening);
        pool.admit(1);
        assertThat(pool.enter(LONG, null)).as("no session may come for it").isEqualTo(AdmissionResult.QUEUE_FULL);
    }

    @Test
    void aLoginThatEndsWhenThereAreTooManyIsNotWanted() throws Exception {
        StubPool pool = StubPool.empty(AdmissionSettings.fifo(2, 0), clock);
        pool.opened();
        pool.admit(1);
        Slot opening = pool.gate.slots().claim();
        pool.gate.resize(1);
        opening.settle(StubSession.open(), clock.getAsLong(), clock.getAsLong() + LONG);
        assertThat(pool.gate.opened(opening, clock.getAsLong())).isFalse();
        pool.gate.beginClose(opening);
        pool.gate.vacate(opening);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
        pool.returned(0);
        pool.admit(1);
    }

    @Test
    void growingAgainBeforeTheSmallerIsReachedTakesNothingFromAnyCaller() throws Exception {
        StubPool pool = lent(3);
        GateCaller waiting = queue(pool, 1).get(0);
        pool.gate.resize(1);
        pool.gate.resize(4);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(3, 0, 1, 1));
        pool.opened();
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        for (int i = 0; i < 4; i++) {
            pool.returned(0);
        }
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 4, 0, 0));
    }

    @Test
    void growingAgainKeepsTheSlotsWhoseSessionsAreBeingClosed() throws Exception {
        StubPool pool = lent(3);
        pool.gate.resize(1);
        Slot first = pool.unwanted();
        Slot second = pool.unwanted();
        pool.gate.resize(2);
        assertThat(pool.gate.occupancy()).isEqualTo(closing(1, 2, 0, 2));
        pool.gate.vacate(first);
        assertThat(pool.gate.occupancy()).isEqualTo(closing(1, 1, 0, 2));
        pool.gate.vacate(second);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 1, 0));
        pool.opened();
        pool.admit(1);
    }

    @Test
    void slotsThatWereTakenOutOfUseComeBackIntoUse() throws Exception {
        StubPool pool = lent(3);
        pool.gate.resize(1);
        pool.gate.vacate(pool.unwanted());
        pool.gate.vacate(pool.unwanted());
        pool.gate.resize(4);
        assertThat(pool.gate.slots().all()).hasSize(4);
        for (int i = 0; i < 3; i++) {
            pool.opened();
        }
        pool.admit(3);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(4, 0, 0, 0));
    }

    @Test
    void theTimeInWhichAllAreInUseFollowsTheMaximum() throws Exception {
        StubPool pool = lent(2);
        clock.pass(5);
        pool.gate.resize(3);
        clock.pass(7);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(5);
        pool.gate.resize(1);
        clock.pass(11);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(5 + 11);
        pool.gate.vacate(pool.unwanted());
        clock.pass(17);
        assertThat(pool.gate.exhaustedNanos()).as("one is in use, of one").isEqualTo(5 + 11 + 17);
        pool.returned(0);
        clock.pass(13);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(5 + 11 + 17);
    }

    @Test
    void aClosedGateKeepsItsSizeAndDrains() throws Exception {
        StubPool pool = lent(2);
        pool.gate.resize(1);
        pool.gate.close();
        assertThat(pool.gate.resize(5)).isEmpty();
        assertThat(pool.gate.occupancy().max()).isEqualTo(1);
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.CLOSED);
        pool.gate.vacate(pool.unwanted());
        pool.gate.vacate(pool.unwanted());
        assertThat(pool.gate.awaitDrained(0)).isTrue();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 0, 1, 0));
    }

    @Test
    void aGateHasAtLeastOneSlot() throws Exception {
        StubPool pool = lent(1);
        assertThatThrownBy(() -> pool.gate.resize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }
}
