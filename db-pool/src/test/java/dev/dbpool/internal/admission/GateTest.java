package dev.dbpool.internal.admission;

import static dev.dbpool.internal.admission.StubPool.NOT_YOUNG;
import static dev.dbpool.internal.admission.StubPool.occupancy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import dev.dbpool.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
    private static final long LONG = Duration.ofHours(1).toNanos();
    private static final long NO_WAIT = 0;

    private final ManualClock clock = new ManualClock();

    private StubPool idle(int max) {
        return StubPool.idle(AdmissionSettings.fifo(max, Integer.MAX_VALUE), clock);
    }

    private StubPool lent(int max) throws InterruptedException {
        return lent(max, Integer.MAX_VALUE);
    }

    private StubPool lent(int max, int maxQueued) throws InterruptedException {
        return StubPool.lent(AdmissionSettings.fifo(max, maxQueued), clock);
    }

    /** So that what comes back is handed over, and no newcomer passes. */
    private void theQueueGrowsOld() {
        clock.pass(NOT_YOUNG);
    }

    private static void isAtRest(StubPool pool) {
        Occupancy now = pool.gate.occupancy();
        int open = now.slots().open();
        assertThat(now).isEqualTo(occupancy(0, open, now.max() - open, 0));
    }

    // --- slots ---

    @Test
    void asManyAreAdmittedAsThereAreSlots() throws InterruptedException {
        StubPool pool = idle(3);
        pool.admit(3);
        assertThat(pool.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(3, 0, 0, 0));
    }

    @Test
    void aCallerWithoutTimeLeftLeavesAtOnce() throws InterruptedException {
        StubPool pool = lent(1);
        for (long timeout : new long[] {0, -1, Long.MIN_VALUE}) {
            Waiter late = pool.gate.waiter(null, clock.getAsLong(), timeout);
            assertThat(pool.queue(late, false)).isEqualTo(AdmissionResult.TIMED_OUT);
        }
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    @Test
    void occupancyTellsTestedFromLent() throws Exception {
        StubPool pool = lent(2);
        pool.beginsTest();
        GateCaller waiting = GateCaller.queued(pool, LONG);
        theQueueGrowsOld();
        assertThat(pool.gate.occupancy()).isEqualTo(new Occupancy(new SlotCounts(1, 1, 0, 0, 0, 0), 1, 2));
        assertThat(pool.gate.occupancy().waiting()).isEqualTo(2);
        assertThat(pool.gate.occupancy().exhausted()).isFalse();
        pool.endsTest();
        assertThat(pool.gate.occupancy().exhausted()).isTrue();
        pool.returned(0);
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(2, 0, 0, 0));
        pool.beginsTest();
        pool.discarded();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 1, 0));
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void aGateNeedsASlotAndAQueueThatIsNotNegative() {
        assertThatThrownBy(() -> new Gate(AdmissionSettings.fifo(0, 1), clock))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Gate(AdmissionSettings.fifo(1, -1), clock))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // --- order ---

    @Test
    void callersAreServedInTheOrderInWhichTheyCame() throws Exception {
        StubPool pool = lent(1);
        List<GateCaller> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(GateCaller.queued(pool, LONG));
        }
        theQueueGrowsOld();
        for (int i = 0; i < 8; i++) {
            pool.returned(0);
            assertThat(callers.get(i).outcome()).isEqualTo(AdmissionResult.ADMITTED);
            assertThat(callers.subList(i + 1, 8)).allMatch(GateCaller::waits);
        }
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void aNewcomerThatBeginsAMillisecondLaterNeverPassesAQueuedCaller() throws Exception {
        StubPool pool = lent(1);
        for (int round = 0; round < 50; round++) {
            GateCaller queued = GateCaller.queued(pool, LONG);
            theQueueGrowsOld();
            pool.returned(0);
            // The slot is the queued caller's from this moment on, even if its thread has not woken up yet.
            assertThat(pool.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.TIMED_OUT);
            assertThat(queued.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        }
        pool.returned(0);
        isAtRest(pool);
    }

    /** The queued one does not run before the newcomer: it is not on a thread that waits. */
    @Test
    void aNewcomerMayPassWithinTheFirstMillisecondAndNoLonger() throws InterruptedException {
        StubPool pool = lent(1);
        Waiter queued = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(queued, false)).isNull();
        pool.returned(0);
        assertThat(pool.gate.occupancy()).as("the slot is left to the first").isEqualTo(occupancy(0, 1, 0, 1));
        clock.pass(QueueWord.PASS_NANOS);
        pool.admit(1);
        pool.returned(0);
        clock.pass(1);
        assertThat(pool.gate.tryTake(clock.getAsLong())).isNull();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 1));
        assertThat(pool.gate.await(queued)).as("was called").isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    /** The bound is counted from when the acquisition began, not from when it queued. */
    @Test
    void aGiverLeavesItsSlotToTheFirstWithinTheFirstMillisecondAndHandsItOverAfterwards() throws InterruptedException {
        StubPool pool = lent(2);
        Waiter queued = pool.gate.waiter(null, clock.getAsLong(), LONG);
        clock.pass(QueueWord.PASS_NANOS);
        assertThat(pool.gate.join(queued, false)).isNull();
        pool.returned(0);
        assertThat(queued.granted()).isNull();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 1, 0, 1));
        clock.pass(1);
        pool.returned(0);
        assertThat(queued.granted()).isNotNull();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 1, 0, 0));
    }

    @Test
    void theOldestOfTheQueuedDecidesHowLongItMayBePassed() throws InterruptedException {
        StubPool pool = lent(1);
        Waiter oldest = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(oldest, false)).isNull();
        theQueueGrowsOld();
        Waiter youngest = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(youngest, false)).isNull();
        assertThat(pool.gate.tryTake(clock.getAsLong())).isNull();
        pool.returned(0);
        assertThat(oldest.granted()).isNotNull();
        assertThat(pool.give(oldest.granted(), 0)).isTrue();
        assertThat(youngest.granted()).as("now the oldest, and young").isNull();
        pool.admit(1);
    }

    /** Two come back while the queue is young, and only the first of two queued callers is called. */
    @Test
    void aCalledCallerThatFindsASlotCallsTheNextIfThereIsAnother() throws InterruptedException {
        StubPool pool = lent(2);
        Waiter first = pool.gate.waiter(null, clock.getAsLong(), LONG);
        Waiter second = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(first, false)).isNull();
        assertThat(pool.gate.join(second, false)).isNull();
        pool.returned(0);
        pool.returned(0);
        assertThat(pool.gate.await(first)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.await(second)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(2, 0, 0, 0));
    }

    @Test
    void aCalledCallerThatFindsNothingWaitsOn() throws Exception {
        StubPool pool = lent(1);
        Waiter queued = pool.gate.waiter(null, clock.getAsLong(), 3 * NOT_YOUNG);
        assertThat(pool.gate.join(queued, false)).isNull();
        pool.returned(0);
        pool.admit(1);
        CompletableFuture<AdmissionResult> waiting = CompletableFuture.supplyAsync(() -> waitFor(pool, queued));
        await().during(Duration.ofMillis(30)).until(() -> !waiting.isDone());
        theQueueGrowsOld();
        pool.returned(0);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(AdmissionResult.ADMITTED);
    }

    private static AdmissionResult waitFor(StubPool pool, Waiter waiter) {
        try {
            return pool.gate.await(waiter);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aSessionOpenedForAnEmptySlotGoesToTheFirstInTheQueue() throws Exception {
        StubPool pool = lent(1);
        GateCaller first = GateCaller.queued(pool, LONG);
        GateCaller second = GateCaller.queued(pool, LONG);
        theQueueGrowsOld();
        pool.discarded();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 0, 1, 2));
        pool.opened();
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(second.waits()).isTrue();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 1));
        assertThat(pool.give(pool.taken(), -1))
                .as("by a caller that did not use it")
                .isTrue();
        assertThat(second.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void aCallerWhoseSessionWasDeadGoesToTheFrontOfAQueueHoweverFull() throws Exception {
        StubPool pool = lent(1, 1);
        GateCaller other = GateCaller.queued(pool, LONG);
        GateCaller unlucky = GateCaller.queuedInFront(pool, LONG);
        theQueueGrowsOld();
        pool.returned(0);
        assertThat(unlucky.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(other.waits()).isTrue();
        pool.returned(0);
        assertThat(other.outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        StubPool pool = lent(1, 2);
        assertThat(pool.gate.overloaded()).isFalse();
        GateCaller first = GateCaller.queued(pool, LONG);
        GateCaller second = GateCaller.queued(pool, LONG);
        theQueueGrowsOld();
        assertThat(pool.gate.overloaded()).isTrue();
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
        pool.returned(0);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.overloaded()).isFalse();
        pool.returned(0);
        assertThat(second.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void withoutAQueueACallerThatWouldWaitIsRefused() throws InterruptedException {
        StubPool pool = lent(1, 0);
        assertThat(pool.gate.overloaded()).isTrue();
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
        pool.returned(0);
        assertThat(pool.gate.overloaded()).isFalse();
        isAtRest(pool);
    }

    /** They wait for logins, not for other callers. */
    @Test
    void aCallerForEachSlotWithoutASessionMayQueueBeyondTheLimit() throws Exception {
        StubPool pool = StubPool.empty(AdmissionSettings.fifo(2, 0), clock);
        GateCaller first = GateCaller.queued(pool, LONG);
        Slot opening = pool.gate.slots().claim();
        GateCaller second = GateCaller.queued(pool, LONG);
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
        theQueueGrowsOld();
        pool.openedFor(opening);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.enter(LONG, null)).as("one slot, one caller").isEqualTo(AdmissionResult.QUEUE_FULL);
        pool.gate.vacate(pool.gate.slots().claim());
        assertThat(second.waits()).as("after a login that failed").isTrue();
        pool.opened();
        assertThat(second.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
    }

    // --- leaving the queue ---

    @Test
    void aTimedOutWaiterLeavesNoTrace() throws Exception {
        StubPool pool = lent(1);
        GateCaller first = GateCaller.queued(pool, LONG);
        GateCaller hasty = GateCaller.queued(pool, NOT_YOUNG + 1_000);
        GateCaller last = GateCaller.queued(pool, LONG);
        theQueueGrowsOld();
        clock.pass(999);
        hasty.lookAtTheClock();
        await().during(Duration.ofMillis(30)).until(hasty::waits);
        clock.pass(1);
        hasty.lookAtTheClock();
        assertThat(hasty.outcome()).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 2));
        pool.returned(0);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        assertThat(last.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void anInterruptedWaiterLeavesNoTrace() throws Exception {
        StubPool pool = lent(1);
        GateCaller waiting = GateCaller.queued(pool, LONG);
        waiting.interrupt();
        assertThatThrownBy(waiting::outcome).hasCauseInstanceOf(InterruptedException.class);
        assertThat(waiting.flagAtTheEnd())
                .as("InterruptedException stands for the flag")
                .isFalse();
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void aCallerThatIsInterruptedAlreadyDoesNotWait() throws Exception {
        StubPool pool = lent(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pool.enter(LONG, null)).isInstanceOf(InterruptedException.class);
        pool.returned(0);
        isAtRest(pool);
    }

    /** Which of the two comes first is the machine's choice, and whatever it chooses the next caller gets the slot. */
    @Test
    void aCallerThatIsGrantedASlotAndInterruptedAtOnceKeepsItFromNoOther() throws Exception {
        StubPool pool = lent(1);
        for (int round = 0; round < 100; round++) {
            GateCaller torn = GateCaller.queued(pool, LONG);
            GateCaller next = GateCaller.queued(pool, LONG);
            if (round % 4 < 2) {
                theQueueGrowsOld(); // otherwise it is called, and takes the slot or passes the call on
            }
            if (round % 2 == 0) {
                torn.interrupt();
                pool.returned(0);
            } else {
                pool.returned(0);
                torn.interrupt();
            }
            try {
                assertThat(torn.outcome()).isEqualTo(AdmissionResult.ADMITTED);
                theQueueGrowsOld();
                pool.returned(0);
            } catch (ExecutionException interrupted) {
                assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class);
            }
            assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        }
        pool.returned(0);
        isAtRest(pool);
    }

    @Test
    void aCalledCallerThatLeavesPassesItsCallOn() throws Exception {
        StubPool pool = lent(1);
        Waiter called = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(called, false)).isNull();
        GateCaller next = GateCaller.queued(pool, LONG);
        pool.returned(0);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 2));
        assertThat(pool.gate.leave(called)).isNull();
        assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    @Test
    void leavingIsWithoutEffectForACallerThatDoesNotWait() throws InterruptedException {
        StubPool pool = lent(1);
        Waiter never = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.leave(never)).isNull();
        Waiter granted = pool.gate.waiter(null, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(granted, false)).isNull();
        theQueueGrowsOld();
        pool.returned(0);
        assertThat(pool.gate.leave(granted)).isSameAs(granted.granted()).isNotNull();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    @Test
    void aTimeoutTooLongForTheClockIsForEver() throws Exception {
        StubPool pool = lent(1);
        GateCaller patient = GateCaller.queued(pool, Long.MAX_VALUE);
        clock.pass(LONG);
        patient.lookAtTheClock();
        await().during(Duration.ofMillis(30)).until(patient::waits);
        pool.returned(0);
        assertThat(patient.outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    // --- PostgreSQL refuses ---

    @Test
    void allQueuedAreSentAwayIfNoSessionIsOpenAndNoneOtherwise() throws Exception {
        StubPool pool = lent(2);
        pool.discarded();
        GateCaller first = GateCaller.queued(pool, LONG);
        GateCaller second = GateCaller.queued(pool, LONG);
        pool.gate.sendAwayIfNoneIsOpen();
        assertThat(pool.gate.queued()).as("one is in use, and will come back").isEqualTo(2);
        pool.discarded();
        pool.gate.sendAwayIfNoneIsOpen();
        assertThat(first.outcome()).isEqualTo(AdmissionResult.UNSERVABLE);
        assertThat(second.outcome()).isEqualTo(AdmissionResult.UNSERVABLE);
        isAtRest(pool);
    }

    // --- closing ---

    @Test
    void closingSendsAllWaitersAwayAtOnceAndAdmitsNoCaller() throws Exception {
        StubPool pool = lent(2);
        List<GateCaller> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(GateCaller.queued(pool, LONG));
        }
        pool.gate.close();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(2, 0, 0, 0));
        for (GateCaller caller : waiting) {
            assertThat(caller.outcome()).isEqualTo(AdmissionResult.CLOSED);
        }
        pool.gate.vacate(pool.unwanted());
        assertThat(pool.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.CLOSED);
        assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.CLOSED);
        pool.gate.vacate(pool.unwanted());
        isAtRest(pool);
        pool.gate.close();
        isAtRest(pool);
    }

    @Test
    void aCallerOnItsWayToTheQueueOfAClosedGateIsSentAway() throws Exception {
        StubPool pool = lent(1);
        pool.gate.close();
        assertThat(pool.queue(pool.gate.waiter(null, clock.getAsLong(), LONG), false))
                .isEqualTo(AdmissionResult.CLOSED);
        assertThat(pool.queue(pool.gate.waiter(null, clock.getAsLong(), LONG), true))
                .isEqualTo(AdmissionResult.CLOSED);
        assertThat(pool.gate.queued()).isZero();
    }

    @Test
    void aSessionOpenedForAClosedGateIsNotWanted() {
        StubPool pool = StubPool.empty(AdmissionSettings.fifo(1, 1), clock);
        Slot opening = pool.gate.slots().claim();
        pool.gate.close();
        opening.settle(StubSession.open(), clock.getAsLong(), clock.getAsLong() + LONG);
        assertThat(pool.gate.opened(opening, clock.getAsLong())).isFalse();
        pool.gate.vacate(opening);
        isAtRest(pool);
    }

    @Test
    void drainedIsWhenNoCallerHasASlot() throws Exception {
        StubPool pool = lent(2);
        pool.beginsTest();
        pool.gate.close();
        assertThat(pool.gate.awaitDrained(0)).isFalse();
        assertThat(pool.gate.awaitDrained(Duration.ofMillis(1).toNanos())).isFalse();
        CompletableFuture<Boolean> drained = drains(pool);
        pool.discarded();
        assertThat(drained).isNotDone();
        pool.discarded();
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.gate.awaitDrained(0)).isTrue();
    }

    /** Which takes a second if its peer is dead, for each of those before it. */
    @Test
    void drainedDoesNotMeanThatSessionsHaveBeenClosed() throws Exception {
        StubPool pool = lent(2);
        pool.gate.close();
        CompletableFuture<Boolean> drained = drains(pool);
        pool.unwanted();
        assertThat(drained).isNotDone();
        pool.unwanted();
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.gate.occupancy().slots().closing()).isEqualTo(2);
    }

    private static CompletableFuture<Boolean> drains(StubPool pool) {
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        Thread closing = new Thread(() -> {
            try {
                drained.complete(pool.gate.awaitDrained(LONG));
            } catch (InterruptedException interrupted) {
                drained.completeExceptionally(interrupted);
            }
        });
        closing.setDaemon(true);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        return drained;
    }

    // --- the time in which all connections are in use ---

    @Test
    void exhaustedIsExactlyTheTimeInWhichAllAreInUse() throws InterruptedException {
        StubPool pool = idle(2);
        clock.pass(7);
        pool.admit(1);
        clock.pass(11);
        assertThat(pool.gate.exhaustedNanos()).isZero();
        pool.admit(1);
        clock.pass(13);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(13);
        pool.returned(0);
        clock.pass(17);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(13);
        pool.admit(1);
        clock.pass(19);
        pool.returned(0);
        pool.returned(0);
        clock.pass(23);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(13 + 19);
    }

    @Test
    void slotsWithoutASessionAreNotExhausted() throws InterruptedException {
        StubPool pool = StubPool.empty(AdmissionSettings.fifo(2, 9), clock);
        pool.opened();
        pool.admit(1);
        clock.pass(100);
        Slot opening = pool.gate.slots().claim();
        clock.pass(100);
        assertThat(pool.gate.exhaustedNanos()).isZero();
        pool.openedFor(opening);
        pool.admit(1);
        clock.pass(3);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(3);
        pool.discarded();
        clock.pass(100);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(3);
    }

    @Test
    void slotsTakenWhileSessionsAreBeingTestedDoNotExhaust() throws Exception {
        StubPool pool = lent(1);
        pool.beginsTest();
        clock.pass(100);
        assertThat(pool.gate.exhaustedNanos()).isZero();
        pool.endsTest();
        clock.pass(3);
        GateCaller next = GateCaller.queued(pool, LONG);
        theQueueGrowsOld();
        pool.returned(0);
        assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.beginsTest();
        clock.pass(100);
        assertThat(pool.gate.exhaustedNanos())
                .as("handed over, but being tested")
                .isEqualTo(3 + NOT_YOUNG);
        pool.endsTest();
        clock.pass(5);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(3 + NOT_YOUNG + 5);
        pool.gate.close();
        clock.pass(2);
        pool.gate.vacate(pool.unwanted());
        clock.pass(100);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(3 + NOT_YOUNG + 5 + 2);
    }

    /** A session that was opened, or looked after, by a thread of the pool, and never was idle. */
    @Test
    void aSlotHandedOverByThePoolItselfExhausts() throws Exception {
        StubPool pool = lent(1);
        pool.discarded();
        GateCaller next = GateCaller.queued(pool, LONG);
        theQueueGrowsOld();
        pool.opened();
        assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        clock.pass(5);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(5);
    }
}
