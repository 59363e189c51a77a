package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

    private Gate gate(int max) {
        return new Gate(AdmissionSettings.fifo(max, Integer.MAX_VALUE), clock);
    }

    private static void admit(Gate gate, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(gate.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.ADMITTED);
        }
    }

    private static void fetch(Gate gate, int times) throws InterruptedException {
        admit(gate, times);
        for (int i = 0; i < times; i++) {
            gate.beginsToFetch();
        }
    }

    private static void isAtRest(Gate gate) {
        Occupancy now = gate.occupancy();
        assertThat(now).isEqualTo(new Occupancy(0, 0, 0, now.max()));
    }

    // --- permits ---

    @Test
    void asManyAreAdmittedAsThereArePermits() throws InterruptedException {
        Gate gate = gate(3);
        admit(gate, 3);
        assertThat(gate.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(3, 0, 0, 3));
    }

    @Test
    void aTimeoutOfZeroOrLessNeverWaits() throws InterruptedException {
        Gate gate = gate(1);
        admit(gate, 1);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(gate.enter(-1, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(gate.enter(Long.MIN_VALUE, null)).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 0, 1));
    }

    @Test
    void occupancyTellsFetchingFromInUse() throws Exception {
        Gate gate = gate(2);
        fetch(gate, 2);
        gate.fetched();
        GateCaller waiting = GateCaller.queued(gate, LONG);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 1, 1, 2));
        assertThat(gate.occupancy().waiting()).isEqualTo(2);
        assertThat(gate.occupancy().exhausted()).isFalse();
        gate.fetched();
        assertThat(gate.occupancy().exhausted()).isTrue();
        gate.returned(0);
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(2, 0, 0, 2));
        gate.beginsToFetch();
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 1, 0, 2));
        gate.leftEmptyHanded(true);
        gate.returned(0);
        isAtRest(gate);
    }

    @Test
    void aGateNeedsAPermitAndAQueueThatIsNotNegative() {
        assertThatThrownBy(() -> new Gate(AdmissionSettings.fifo(0, 1), clock))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Gate(AdmissionSettings.fifo(1, -1), clock))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Gate(AdmissionSettings.fifo(GateWord.MOST_PERMITS + 1, 1), clock))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // --- order ---

    @Test
    void callersAreServedInTheOrderInWhichTheyCame() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        List<GateCaller> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(GateCaller.queued(gate, LONG));
        }
        for (int i = 0; i < 8; i++) {
            gate.returned(0);
            assertThat(callers.get(i).outcome()).isEqualTo(AdmissionResult.ADMITTED);
            assertThat(callers.subList(i + 1, 8)).allMatch(GateCaller::waits);
        }
        gate.returned(0);
        isAtRest(gate);
    }

    @Test
    void aNewcomerNeverPassesAQueuedCaller() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        for (int round = 0; round < 50; round++) {
            GateCaller queued = GateCaller.queued(gate, LONG);
            gate.returned(0);
            // The permit is the queued caller's from this moment on, even if its thread has not woken up yet.
            assertThat(gate.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.TIMED_OUT);
            assertThat(queued.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        }
        gate.returned(0);
        isAtRest(gate);
    }

    @Test
    void whoLeavesEmptyHandedHandsOverToTheFirstInTheQueue() throws Exception {
        Gate gate = gate(1);
        fetch(gate, 1);
        GateCaller first = GateCaller.queued(gate, LONG);
        GateCaller second = GateCaller.queued(gate, LONG);
        gate.leftEmptyHanded(true);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(second.waits()).isTrue();
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 1, 1));
        gate.leftEmptyHanded(false);
        assertThat(second.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        isAtRest(gate);
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        Gate gate = new Gate(AdmissionSettings.fifo(1, 2), clock);
        admit(gate, 1);
        assertThat(gate.overloaded()).isFalse();
        GateCaller first = GateCaller.queued(gate, LONG);
        GateCaller second = GateCaller.queued(gate, LONG);
        assertThat(gate.overloaded()).isTrue();
        assertThat(gate.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
        gate.returned(0);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.overloaded()).isFalse();
        gate.leftEmptyHanded(false);
        assertThat(second.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        isAtRest(gate);
    }

    @Test
    void withoutAQueueWhoWouldWaitIsRefused() throws InterruptedException {
        Gate gate = new Gate(AdmissionSettings.fifo(1, 0), clock);
        admit(gate, 1);
        assertThat(gate.enter(LONG, null)).isEqualTo(AdmissionResult.QUEUE_FULL);
        gate.leftEmptyHanded(false);
        isAtRest(gate);
    }

    // --- leaving the queue ---

    @Test
    void aTimedOutWaiterLeavesNoTrace() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        GateCaller first = GateCaller.queued(gate, LONG);
        GateCaller hasty = GateCaller.queued(gate, 1_000);
        GateCaller last = GateCaller.queued(gate, LONG);
        clock.pass(999);
        hasty.lookAtTheClock();
        await().during(Duration.ofMillis(30)).until(hasty::waits);
        clock.pass(1);
        hasty.lookAtTheClock();
        assertThat(hasty.outcome()).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 2, 1));
        gate.returned(0);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        assertThat(last.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        isAtRest(gate);
    }

    @Test
    void anInterruptedWaiterLeavesNoTrace() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        GateCaller waiting = GateCaller.queued(gate, LONG);
        waiting.interrupt();
        assertThatThrownBy(waiting::outcome).hasCauseInstanceOf(InterruptedException.class);
        assertThat(waiting.flagAtTheEnd())
                .as("InterruptedException stands for the flag")
                .isFalse();
        gate.returned(0);
        isAtRest(gate);
    }

    @Test
    void whoIsInterruptedAlreadyDoesNotWait() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> gate.enter(LONG, null)).isInstanceOf(InterruptedException.class);
        gate.returned(0);
        isAtRest(gate);
    }

    /** Which of the two comes first is the machine's choice, and whatever it chooses the next caller gets the permit. */
    @Test
    void whoIsGrantedAPermitAndInterruptedAtOnceKeepsItFromNobody() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        for (int round = 0; round < 100; round++) {
            GateCaller torn = GateCaller.queued(gate, LONG);
            GateCaller next = GateCaller.queued(gate, LONG);
            if (round % 2 == 0) {
                torn.interrupt();
                gate.returned(0);
            } else {
                gate.returned(0);
                torn.interrupt();
            }
            try {
                assertThat(torn.outcome()).isEqualTo(AdmissionResult.ADMITTED);
                gate.leftEmptyHanded(false);
            } catch (ExecutionException interrupted) {
                assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class);
            }
            assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        }
        gate.returned(0);
        isAtRest(gate);
    }

    @Test
    void aTimeoutTooLongForTheClockIsForEver() throws Exception {
        Gate gate = gate(1);
        admit(gate, 1);
        GateCaller patient = GateCaller.queued(gate, Long.MAX_VALUE);
        clock.pass(LONG);
        patient.lookAtTheClock();
        await().during(Duration.ofMillis(30)).until(patient::waits);
        gate.returned(0);
        assertThat(patient.outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    // --- closing ---

    @Test
    void closingSendsAllWaitersAwayAtOnceAndAdmitsNobody() throws Exception {
        Gate gate = gate(2);
        admit(gate, 2);
        List<GateCaller> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(GateCaller.queued(gate, LONG));
        }
        gate.close();
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(2, 0, 0, 2));
        for (GateCaller caller : waiting) {
            assertThat(caller.outcome()).isEqualTo(AdmissionResult.CLOSED);
        }
        gate.returned(0);
        assertThat(gate.enter(NO_WAIT, null)).isEqualTo(AdmissionResult.CLOSED);
        assertThat(gate.enter(LONG, null)).isEqualTo(AdmissionResult.CLOSED);
        gate.returned(0);
        isAtRest(gate);
        gate.close();
        isAtRest(gate);
    }

    @Test
    void drainedIsWhenEveryPermitHasComeBack() throws Exception {
        Gate gate = gate(2);
        fetch(gate, 2);
        gate.fetched();
        gate.close();
        assertThat(gate.awaitDrained(0)).isFalse();
        assertThat(gate.awaitDrained(Duration.ofMillis(1).toNanos())).isFalse();
        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> {
            try {
                return gate.awaitDrained(LONG);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        gate.returned(0);
        assertThat(drained).isNotDone();
        gate.leftEmptyHanded(true);
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.awaitDrained(0)).isTrue();
    }

    // --- the time in which all connections are in use ---

    @Test
    void exhaustedIsExactlyTheTimeInWhichAllAreInUse() throws InterruptedException {
        Gate gate = gate(2);
        clock.pass(7);
        admit(gate, 1);
        clock.pass(11);
        assertThat(gate.exhaustedNanos()).isZero();
        admit(gate, 1);
        clock.pass(13);
        assertThat(gate.exhaustedNanos()).isEqualTo(13);
        gate.returned(0);
        clock.pass(17);
        assertThat(gate.exhaustedNanos()).isEqualTo(13);
        admit(gate, 1);
        clock.pass(19);
        gate.returned(0);
        gate.returned(0);
        clock.pass(23);
        assertThat(gate.exhaustedNanos()).isEqualTo(13 + 19);
    }

    @Test
    void permitsTakenWhileConnectionsAreBeingFetchedDoNotExhaust() throws Exception {
        Gate gate = gate(1);
        fetch(gate, 1);
        clock.pass(100);
        assertThat(gate.exhaustedNanos()).isZero();
        gate.fetched();
        clock.pass(3);
        GateCaller next = GateCaller.queued(gate, LONG);
        gate.returned(0);
        assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.beginsToFetch();
        clock.pass(100);
        assertThat(gate.exhaustedNanos()).as("handed over, but being tested").isEqualTo(3);
        gate.fetched();
        clock.pass(5);
        assertThat(gate.exhaustedNanos()).isEqualTo(3 + 5);
        gate.close();
        clock.pass(2);
        gate.returned(0);
        clock.pass(100);
        assertThat(gate.exhaustedNanos()).isEqualTo(3 + 5 + 2);
    }
}
