package dev.dbpool.internal.admission;

import static dev.dbpool.internal.admission.StubPool.NOT_YOUNG;
import static dev.dbpool.internal.admission.StubPool.occupancy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.slot.Slot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The moments at which the proof in {@link Gate} hangs, staged in the gate itself: other threads come between two of its
 * steps. {@link GateProtocolTest} visits all moments, but of a model. What is staged happens when the gate reads its clock:
 * a giver that ends an exhaustion does so after it has made its slot idle and before it looks at the queue again; a caller
 * that queues does so under the lock, before it is in the line.
 */
@Timeout(60)
class GateMomentsTest {
    private static final long LONG = Duration.ofHours(1).toNanos();
    private static final Runnable NOTHING = () -> {};

    private final StagedClock clock = new StagedClock();

    private static final class StagedClock implements LongSupplier {
        private volatile long nanos = Long.MAX_VALUE - 50;
        private volatile Runnable staged = NOTHING;

        @Override
        public long getAsLong() {
            Runnable now = staged;
            staged = NOTHING;
            now.run();
            return nanos;
        }

        void pass(long passed) {
            nanos += passed;
        }
    }

    private StubPool lent(int max, int maxQueued) throws InterruptedException {
        return StubPool.lent(AdmissionSettings.fifo(max, maxQueued), clock);
    }

    /** A caller that does not wait, on a thread of its own. */
    private static void newcomerTakes(StubPool pool) {
        GateCaller newcomer = GateCaller.entering(pool, 0, null);
        assertThat(CompletableFuture.supplyAsync(() -> outcome(newcomer)).join())
                .isEqualTo(AdmissionResult.ADMITTED);
    }

    private static AdmissionResult outcome(GateCaller caller) {
        try {
            return caller.outcome();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private boolean give(StubPool pool, long laterNanos, Runnable staged) {
        Slot slot = pool.taken();
        clock.staged = staged;
        boolean wanted = pool.gate.give(slot, 0, clock.nanos + laterNanos);
        assertThat(clock.staged).as("happened").isSameAs(NOTHING);
        return wanted;
    }

    /** All are in use, and the clock knows. */
    private void isExhausted(StubPool pool, int max) {
        isExhausted(pool, max, 0);
    }

    private void isExhausted(StubPool pool, int max, int queued) {
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(max, 0, 0, queued));
        long before = pool.gate.exhaustedNanos();
        clock.pass(7);
        assertThat(pool.gate.exhaustedNanos()).isEqualTo(before + 7);
    }

    @Test
    void aCallerQueuesWhenASlotIsIdleAndBeforeItsGiverLooksAgain() throws Exception {
        StubPool pool = lent(1, 9);
        CompletableFuture<GateCaller> caller = new CompletableFuture<>();
        assertThat(give(pool, 0, () -> {
                    GateCaller comes = GateCaller.entering(pool, LONG, null);
                    assertThat(outcome(comes)).isEqualTo(AdmissionResult.ADMITTED);
                    caller.complete(comes);
                }))
                .isTrue();
        assertThat(caller).isDone();
        isExhausted(pool, 1);
    }

    /** Whether the giver finds the queue young or not, its slot is another's, whose return serves the queued one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSlotIsTakenAndAnotherCallerQueuesBeforeItsGiverLooksAgain(boolean young) throws Exception {
        StubPool pool = lent(1, 9);
        CompletableFuture<GateCaller> queued = new CompletableFuture<>();
        assertThat(give(pool, young ? 0 : 2 * NOT_YOUNG, () -> {
                    newcomerTakes(pool);
                    queued.complete(GateCaller.queued(pool, LONG));
                }))
                .isTrue();
        assertThat(queued.join().waits()).isTrue();
        isExhausted(pool, 1, 1);
        clock.pass(NOT_YOUNG);
        pool.returned(0);
        assertThat(queued.join().outcome()).isEqualTo(AdmissionResult.ADMITTED);
        isExhausted(pool, 1);
    }

    /** The queue is as old for the giver as its clock says; the slot that it takes back goes to the first. */
    @Test
    void aSlotComesBackAndACallerQueuesBeforeItsGiverTakesItBack() throws Exception {
        StubPool pool = lent(1, 9);
        CompletableFuture<GateCaller> queued = new CompletableFuture<>();
        Slot given = pool.taken();
        assertThat(give(pool, given, () -> {
                    newcomerTakes(pool);
                    queued.complete(GateCaller.queued(pool, LONG));
                    Slot taken = pool.taken();
                    assertThat(taken).isSameAs(given);
                    taken.becomeIdle(); // by a giver that is about to look again, too
                }))
                .isTrue();
        assertThat(queued.join().outcome()).isEqualTo(AdmissionResult.ADMITTED);
        isExhausted(pool, 1);
    }

    private boolean give(StubPool pool, Slot slot, Runnable staged) {
        clock.staged = staged;
        return pool.gate.give(slot, 0, clock.nanos + 2 * NOT_YOUNG);
    }

    @Test
    void theGateClosesWhenASlotIsIdleAndBeforeItsGiverLooksAgain() throws Exception {
        StubPool pool = lent(1, 9);
        assertThat(give(pool, 0, pool.gate::close))
                .as("has to close the session")
                .isFalse();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
    }

    @Test
    void theGateShrinksWhenASlotIsIdleAndBeforeItsGiverLooksAgain() throws Exception {
        StubPool pool = lent(2, 9);
        CompletableFuture<List<Slot>> closing = new CompletableFuture<>();
        assertThat(give(pool, 0, () -> closing.complete(pool.gate.resize(1)))).isTrue();
        assertThat(closing.join()).as("closed by the one that resizes").hasSize(1);
        pool.gate.vacate(closing.join().get(0));
        isExhausted(pool, 1);
    }

    @Test
    void theGateShrinksWhenAnIdleSlotHasBeenTakenAndBeforeItsGiverLooksAgain() throws Exception {
        StubPool pool = lent(2, 9);
        CompletableFuture<List<Slot>> closing = new CompletableFuture<>();
        assertThat(give(pool, 0, () -> {
                    newcomerTakes(pool);
                    closing.complete(pool.gate.resize(1));
                }))
                .isTrue();
        assertThat(closing.join()).isEmpty();
        pool.gate.vacate(pool.unwanted());
        isExhausted(pool, 1);
    }

    @Test
    void slotsComeBackJustBeforeACallerIsInTheLine() throws Exception {
        StubPool pool = lent(2, 9);
        Waiter waiter = pool.gate.waiter(null, clock.nanos, LONG);
        clock.staged = () -> {
            pool.returned(0);
            pool.returned(0);
            newcomerTakes(pool);
        };
        assertThat(pool.queue(waiter, false)).isEqualTo(AdmissionResult.ADMITTED);
        isExhausted(pool, 2);
    }

    /** It would be refused otherwise, although a slot is idle. */
    @Test
    void aSlotComesBackWhileACallerGoesToAQueueWithoutRoom() throws Exception {
        StubPool pool = lent(2, 0);
        Waiter waiter = pool.gate.waiter(null, clock.nanos, LONG);
        assertThat(pool.gate.tryTake(clock.nanos)).isNull();
        pool.returned(0);
        assertThat(pool.queue(waiter, false)).isEqualTo(AdmissionResult.ADMITTED);
        isExhausted(pool, 2);
    }

    // --- failures ---

    private static void fails() {
        throw new OutOfMemoryError("staged");
    }

    @Test
    void aCallerThatFailsOnItsWayToTheLineIsNotInIt() throws Exception {
        StubPool pool = lent(1, 9);
        Waiter waiter = pool.gate.waiter(null, clock.nanos, LONG);
        clock.staged = GateMomentsTest::fails;
        assertThatThrownBy(() -> pool.queue(waiter, false)).isInstanceOf(OutOfMemoryError.class);
        assertThat(pool.gate.leave(waiter)).isNull();
        pool.returned(0);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 0));
    }

    @Test
    void aCallerThatFailsWhileItWaitsLeavesTheLine() throws Exception {
        StubPool pool = lent(1, 9);
        Waiter waiter = pool.gate.waiter(null, clock.nanos, LONG);
        clock.staged = () -> clock.staged = GateMomentsTest::fails;
        assertThatThrownBy(() -> pool.queue(waiter, false)).isInstanceOf(OutOfMemoryError.class);
        assertThat(pool.gate.queued()).isZero();
        pool.returned(0);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 0));
    }

    /** Its time is not right until the next change. */
    @Test
    void aSlotIsTakenAndGivenThoughTheClockOfExhaustionFails() throws Exception {
        StubPool pool = StubPool.idle(AdmissionSettings.fifo(1, 9), clock);
        clock.staged = () -> clock.staged = GateMomentsTest::fails;
        pool.admit(1);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(1, 0, 0, 0));
        pool.returned(0);
        pool.admit(1);
        isExhausted(pool, 1);
        assertThat(give(pool, 0, GateMomentsTest::fails)).isTrue();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, 1, 0, 0));
    }
}
