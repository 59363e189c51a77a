package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.WaitingCallers.Caller;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the gate makes of the decisions of its line. */
@Timeout(60)
class GateSheddingTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final ManualClock clock = new ManualClock();

    private Gate lent(AdmissionSettings settings) throws InterruptedException {
        Gate gate = new Gate(settings, clock);
        for (int i = 0; i < settings.max(); i++) {
            assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        }
        return gate;
    }

    private Gate adaptive() throws InterruptedException {
        return lent(new AdmissionSettings(1, Integer.MAX_VALUE, true, 0, LONG, true));
    }

    private void pass(long millis) {
        clock.pass(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void higherPrioritiesAreServedFirst() throws Exception {
        Gate gate = lent(AdmissionSettings.fifo(1, Integer.MAX_VALUE));
        GateCaller shed = GateCaller.queued(gate, LONG, Priority.SHEDDABLE);
        GateCaller normal = GateCaller.queued(gate, LONG, null);
        GateCaller critical = GateCaller.queued(gate, LONG, Priority.CRITICAL);
        for (GateCaller next : List.of(critical, normal, shed)) {
            assertThat(next.waits()).isTrue();
            gate.returned(0);
            assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        }
    }

    @Test
    void aCallerWithoutAPriorityHasThatOfItsThread() throws Exception {
        Gate gate = lent(AdmissionSettings.fifo(1, 1));
        GateCaller queued = GateCaller.queued(gate, LONG, null);
        try (Priority.Scope scope = Priority.CRITICAL.enter()) {
            assertThat(scope).isNotNull();
            assertThat(GateCaller.queuedInPlaceOf(queued, gate, LONG, Priority.current())
                            .waits())
                    .isTrue();
        }
        assertThat(queued.outcome()).isEqualTo(AdmissionResult.QUEUE_FULL);
    }

    @Test
    void inAFullQueueAHigherNewcomerTakesThePlaceOfTheLowest() throws Exception {
        Gate gate = lent(AdmissionSettings.fifo(1, 2));
        GateCaller first = GateCaller.queued(gate, LONG, Priority.SHEDDABLE);
        GateCaller last = GateCaller.queued(gate, LONG, Priority.SHEDDABLE);
        assertThat(gate.enter(LONG, Priority.SHEDDABLE)).isEqualTo(AdmissionResult.QUEUE_FULL);
        GateCaller normal = GateCaller.queuedInPlaceOf(last, gate, LONG, Priority.NORMAL);
        assertThat(last.outcome()).isEqualTo(AdmissionResult.QUEUE_FULL);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 2, 1));
        gate.returned(0);
        assertThat(normal.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.leftEmptyHanded(false);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 1));
    }

    /** No timer: the caller's own thread finds that it has waited long enough. */
    @Test
    void whoMayNotWaitOnLeavesByItself() throws Exception {
        Gate gate = adaptive();
        GateCaller first = GateCaller.queued(gate, LONG);
        GateCaller second = GateCaller.queued(gate, LONG);
        GateCaller third = GateCaller.queued(gate, LONG);
        pass(1);
        gate.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.overloaded()).isFalse();
        pass(100);
        gate.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(third.outcome()).as("the newest goes first").isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.overloaded()).isTrue();
        assertThat(gate.overloads()).isEqualTo(1);
        second.lookAtTheClock();
        assertThat(second.outcome()).isEqualTo(AdmissionResult.OVERLOAD);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 0, 1));
        pass(2);
        assertThat(gate.overloaded()).as("empty for longer than a hold").isFalse();
        assertThat(gate.describe()).contains("calm");
    }

    @Test
    void whoHasLostPatienceTooEarlyGoesOnWaiting() throws Exception {
        Gate gate = adaptive();
        GateCaller patient = GateCaller.queued(gate, LONG);
        for (int i = 0; i < 20; i++) {
            pass(1_000);
            patient.lookAtTheClock();
        }
        assertThat(patient.waits()).isTrue();
        gate.returned(TimeUnit.SECONDS.toNanos(20));
        assertThat(patient.outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    /** What the first two were told when nothing came back is far away by the time that they would ask again. */
    @Test
    void whoWasAllowedMoreDuringAStandstillIsWokenToAskAgain() throws Exception {
        Gate gate = adaptive();
        GateCaller first = GateCaller.queued(gate, LONG);
        pass(10_000);
        GateCaller second = GateCaller.queued(gate, LONG);
        pass(200);
        GateCaller newest = GateCaller.queued(gate, LONG);
        gate.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(newest.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.OVERLOAD);
        assertThat(second.outcome()).as("waited for twice an interval").isEqualTo(AdmissionResult.OVERLOAD);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 0, 1));
    }

    @Test
    void saysWhoWaitsAndForHowLong() throws Exception {
        Gate gate = lent(AdmissionSettings.fifo(2, Integer.MAX_VALUE));
        assertThat(gate.waiting(5)).isEqualTo(new WaitingCallers(0, 0, List.of()));
        GateCaller normal = GateCaller.queued(gate, LONG, Priority.NORMAL);
        clock.pass(7);
        GateCaller critical = GateCaller.queued(gate, LONG / 2, Priority.CRITICAL);
        clock.pass(3);
        WaitingCallers now = gate.waiting(5);
        Caller first = new Caller(normal.thread(), 10);
        assertThat(now).isEqualTo(new WaitingCallers(2, LONG, List.of(first, new Caller(critical.thread(), 3))));
        assertThat(gate.waiting(1).callers()).containsExactly(first);
        assertThat(gate.waiting(0)).isEqualTo(new WaitingCallers(2, LONG, List.of()));
        gate.returned(0);
        assertThat(critical.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        gate.beginsToFetch();
        assertThat(gate.waiting(5).count())
                .as("one in the queue, one in the engine")
                .isEqualTo(2);
        assertThat(gate.describe()).isEqualTo("Admission is first come, first served.");
    }
}
