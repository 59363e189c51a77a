package dev.dbpool.internal.admission;

import static dev.dbpool.internal.admission.StubPool.NOT_YOUNG;
import static dev.dbpool.internal.admission.StubPool.occupancy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.WaitingCallers.Caller;
import dev.dbpool.testkit.ManualClock;
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

    private StubPool lent(AdmissionSettings settings) throws InterruptedException {
        return StubPool.lent(settings, clock);
    }

    private StubPool adaptive() throws InterruptedException {
        return lent(new AdmissionSettings(1, Integer.MAX_VALUE, true, 0, LONG, true));
    }

    private void pass(long millis) {
        clock.pass(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void higherPrioritiesAreServedFirst() throws Exception {
        StubPool pool = lent(AdmissionSettings.fifo(1, Integer.MAX_VALUE));
        GateCaller shed = GateCaller.queued(pool, LONG, Priority.SHEDDABLE);
        GateCaller normal = GateCaller.queued(pool, LONG, null);
        GateCaller critical = GateCaller.queued(pool, LONG, Priority.CRITICAL);
        clock.pass(NOT_YOUNG);
        for (GateCaller next : List.of(critical, normal, shed)) {
            assertThat(next.waits()).isTrue();
            pool.returned(0);
            assertThat(next.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        }
    }

    @Test
    void aCallerWithoutAPriorityHasThatOfItsThread() throws Exception {
        StubPool pool = lent(AdmissionSettings.fifo(1, 1));
        GateCaller queued = GateCaller.queued(pool, LONG, null);
        try (Priority.Scope scope = Priority.CRITICAL.enter()) {
            assertThat(scope).isNotNull();
            Waiter critical = pool.gate.waiter(null, clock.getAsLong(), LONG);
            assertThat(pool.gate.join(critical, false)).as("displaces").isNull();
        }
        assertThat(queued.outcome()).isEqualTo(AdmissionResult.QUEUE_FULL);
    }

    @Test
    void inAFullQueueAHigherNewcomerTakesThePlaceOfTheLowest() throws Exception {
        StubPool pool = lent(AdmissionSettings.fifo(1, 2));
        GateCaller first = GateCaller.queued(pool, LONG, Priority.SHEDDABLE);
        GateCaller last = GateCaller.queued(pool, LONG, Priority.SHEDDABLE);
        assertThat(pool.enter(LONG, Priority.SHEDDABLE)).isEqualTo(AdmissionResult.QUEUE_FULL);
        GateCaller normal = GateCaller.queuedInPlaceOf(last, pool, LONG, Priority.NORMAL);
        assertThat(last.outcome()).isEqualTo(AdmissionResult.QUEUE_FULL);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 2));
        clock.pass(NOT_YOUNG);
        pool.returned(0);
        assertThat(normal.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.returned(0);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 0));
    }

    /** It was woken to look for an idle slot, and the slot is still there. */
    @Test
    void theCallOfADisplacedCallerPassesToTheNewcomer() throws Exception {
        StubPool pool = lent(AdmissionSettings.fifo(1, 1));
        Waiter displaced = pool.gate.waiter(Priority.SHEDDABLE, clock.getAsLong(), LONG);
        assertThat(pool.gate.join(displaced, false)).isNull();
        pool.returned(0);
        clock.pass(NOT_YOUNG);
        assertThat(pool.enter(LONG, Priority.NORMAL)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.await(displaced)).isEqualTo(AdmissionResult.QUEUE_FULL);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    /** One comes for the one that goes, so that the queue is not empty in between, and its standstill not forgotten. */
    @Test
    void aStandstillIsRememberedWhileTheOnlyQueuedCallerIsDisplaced() throws Exception {
        StubPool pool = lent(new AdmissionSettings(1, 1, true, 0, LONG, true));
        GateCaller sheddable = GateCaller.queued(pool, LONG, Priority.SHEDDABLE);
        pass(10_000);
        String before = pool.gate.describe();
        GateCaller normal = GateCaller.queuedInPlaceOf(sheddable, pool, LONG, Priority.NORMAL);
        assertThat(sheddable.outcome()).isEqualTo(AdmissionResult.QUEUE_FULL);
        assertThat(pool.gate.describe()).isEqualTo(before).doesNotContain(" 100 ms");
        assertThat(normal.waits()).isTrue();
    }

    /** No timer: the caller's own thread finds that it has waited long enough. */
    @Test
    void aCallerThatMayNotWaitOnLeavesByItself() throws Exception {
        StubPool pool = adaptive();
        GateCaller first = GateCaller.queued(pool, LONG);
        GateCaller second = GateCaller.queued(pool, LONG);
        GateCaller third = GateCaller.queued(pool, LONG);
        clock.pass(NOT_YOUNG);
        pool.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.overloaded()).isFalse();
        pass(100);
        pool.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(third.outcome()).as("the newest goes first").isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.overloaded()).isTrue();
        assertThat(pool.gate.overloads()).isEqualTo(1);
        second.lookAtTheClock();
        assertThat(second.outcome()).isEqualTo(AdmissionResult.OVERLOAD);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
        pass(2);
        assertThat(pool.gate.overloaded()).as("empty for longer than a hold").isFalse();
        assertThat(pool.gate.describe()).contains("calm");
    }

    @Test
    void aCallerThatHasLostPatienceTooEarlyGoesOnWaiting() throws Exception {
        StubPool pool = adaptive();
        GateCaller patient = GateCaller.queued(pool, LONG);
        for (int i = 0; i < 20; i++) {
            pass(1_000);
            patient.lookAtTheClock();
        }
        assertThat(patient.waits()).isTrue();
        pool.returned(TimeUnit.SECONDS.toNanos(20));
        assertThat(patient.outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    /** The load says nothing of callers that wait for a login. */
    @Test
    void aCallerForWhichASessionMayBeOpenedIsNotShed() throws Exception {
        StubPool pool = adaptive();
        GateCaller first = GateCaller.queued(pool, LONG);
        GateCaller second = GateCaller.queued(pool, LONG);
        clock.pass(NOT_YOUNG);
        pool.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(first.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pass(200);
        pool.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(second.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(pool.gate.overloads()).as("staged").isEqualTo(1);
        pool.discarded();
        GateCaller waiting = GateCaller.queued(pool, LONG);
        pass(1_000);
        waiting.lookAtTheClock();
        pool.opened();
        assertThat(waiting.outcome()).isEqualTo(AdmissionResult.ADMITTED);
    }

    /** What the first two were told when nothing came back is far away by the time that they would ask again. */
    @Test
    void aCallerThatWasAllowedMoreDuringAStandstillIsWokenToAskAgain() throws Exception {
        StubPool pool = adaptive();
        GateCaller first = GateCaller.queued(pool, LONG);
        pass(10_000);
        GateCaller second = GateCaller.queued(pool, LONG);
        pass(200);
        GateCaller newest = GateCaller.queued(pool, LONG);
        pool.returned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(newest.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(first.outcome()).isEqualTo(AdmissionResult.OVERLOAD);
        assertThat(second.outcome()).as("waited for twice an interval").isEqualTo(AdmissionResult.OVERLOAD);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    @Test
    void saysWhichCallersWaitAndForHowLong() throws Exception {
        StubPool pool = lent(AdmissionSettings.fifo(2, Integer.MAX_VALUE));
        assertThat(pool.gate.waiting(5)).isEqualTo(new WaitingCallers(0, 0, List.of()));
        GateCaller normal = GateCaller.queued(pool, LONG, Priority.NORMAL);
        clock.pass(7);
        GateCaller critical = GateCaller.queued(pool, LONG / 2, Priority.CRITICAL);
        clock.pass(NOT_YOUNG);
        WaitingCallers now = pool.gate.waiting(5);
        Caller first = new Caller(normal.thread(), NOT_YOUNG + 7);
        Caller second = new Caller(critical.thread(), NOT_YOUNG);
        assertThat(now).isEqualTo(new WaitingCallers(2, LONG, List.of(first, second)));
        assertThat(pool.gate.waiting(1).callers()).containsExactly(first);
        assertThat(pool.gate.waiting(0)).isEqualTo(new WaitingCallers(2, LONG, List.of()));
        pool.returned(0);
        assertThat(critical.outcome()).isEqualTo(AdmissionResult.ADMITTED);
        pool.beginsTest();
        assertThat(pool.gate.waiting(5).count())
                .as("one in the line, one for the test of its session")
                .isEqualTo(2);
        assertThat(pool.gate.describe()).isEqualTo("Admission is first come, first served.");
    }
}
