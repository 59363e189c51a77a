package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The moments at which the proof in {@link Gate} hangs, staged in the gate itself: others come between two of its steps.
 * {@link GateProtocolTest} visits all moments, but of a model.
 */
@Timeout(60)
class GateMomentsTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final Moments moments = new Moments();

    /** Lets something happen, once, when the next permit is parked, taken back, or looked for. */
    private static final class Moments extends ParkedPermits {
        private static final Runnable NOTHING = () -> {};

        private Runnable beforePark = NOTHING;
        private Runnable afterPark = NOTHING;
        private Runnable afterTaking = NOTHING;
        private Runnable beforeLook = NOTHING;
        private Runnable afterLook = NOTHING;

        /** Looks that find nothing, because what there is came just after them. */
        private final AtomicInteger blind = new AtomicInteger();

        private final AtomicInteger looks = new AtomicInteger();

        @Override
        int park() {
            Runnable now = beforePark;
            beforePark = NOTHING;
            now.run();
            int slot = super.park();
            Runnable after = afterPark;
            afterPark = NOTHING;
            after.run();
            return slot;
        }

        @Override
        boolean takeFrom(int slot) {
            boolean taken = super.takeFrom(slot);
            if (taken) {
                Runnable after = afterTaking;
                afterTaking = NOTHING;
                after.run();
            }
            return taken;
        }

        @Override
        boolean takeAny() {
            Runnable before = beforeLook;
            beforeLook = NOTHING;
            before.run();
            boolean found = blind.getAndUpdate(left -> Math.max(0, left - 1)) == 0 && super.takeAny();
            Runnable after = afterLook;
            afterLook = NOTHING;
            after.run();
            looks.incrementAndGet();
            return found;
        }
    }

    private Gate gate(int max, int maxQueued) {
        return new Gate(AdmissionSettings.fifo(max, maxQueued), System::nanoTime, moments);
    }

    /** Takes the last permit that is not taken, although one is parked: it was parked after the look. */
    private void takeTheLast(Gate gate) {
        moments.blind.set(1);
        assertThat(Elsewhere.enter(gate, 0).orTimeout(10, TimeUnit.SECONDS).join())
                .isEqualTo(AdmissionResult.ADMITTED);
        assertThat(moments.blind).hasValue(0);
    }

    private CompletableFuture<AdmissionResult> queued(Gate gate) {
        int before = moments.looks.get();
        CompletableFuture<AdmissionResult> caller = Elsewhere.enter(gate, LONG);
        // On entering, before queueing, and once more after it.
        await().until(() -> moments.looks.get() == before + 3);
        return caller;
    }

    private static void allAreInUse(Gate gate) {
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(2, 0, 0, 2));
        long before = gate.exhaustedNanos();
        await("the clock runs").until(() -> gate.exhaustedNanos() > before);
    }

    private static void isServed(CompletableFuture<AdmissionResult> caller) {
        assertThat(caller.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(AdmissionResult.ADMITTED);
    }

    @Test
    void somebodyQueuesJustBeforeAPermitIsParked() throws Exception {
        Gate gate = gate(2, 9);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        CompletableFuture<CompletableFuture<AdmissionResult>> queued = new CompletableFuture<>();
        moments.beforePark = () -> {
            takeTheLast(gate);
            queued.complete(queued(gate));
        };
        gate.returned(0);
        isServed(queued.get(10, TimeUnit.SECONDS));
        allAreInUse(gate);
    }

    /** The clock was asked while the permit was parked, and nobody asks it again on account of the word. */
    @Test
    void somebodyQueuesWhileAPermitIsTakenBackFromWhereItWasParked() throws Exception {
        Gate gate = gate(2, 9);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        CompletableFuture<CompletableFuture<AdmissionResult>> queued = new CompletableFuture<>();
        moments.afterPark = () -> {
            takeTheLast(gate);
            moments.afterTaking = () -> queued.complete(queued(gate));
        };
        gate.returned(0);
        isServed(queued.get(10, TimeUnit.SECONDS));
        allAreInUse(gate);
    }

    /** Who queues sees the word as it was when it looked for a parked permit, and still there is one. */
    @Test
    void aPermitIsParkedJustBeforeSomebodyQueues() throws Exception {
        Gate gate = gate(2, 9);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        // Under the lock, at the second look: the first is that of a caller who has not queued yet.
        moments.afterLook = () -> moments.afterLook = () -> {
            gate.returned(0);
            gate.returned(0);
            assertThat(gate.taken()).as("one parked, one free").isOne();
            takeTheLast(gate);
        };
        isServed(Elsewhere.enter(gate, LONG));
        allAreInUse(gate);
    }

    /** With no room in the queue it would be refused. */
    @Test
    void aPermitIsParkedWhileSomebodyGoesToQueue() throws Exception {
        Gate gate = gate(2, 0);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        moments.afterLook = () -> {
            gate.returned(0);
            gate.returned(0);
            takeTheLast(gate);
        };
        isServed(Elsewhere.enter(gate, LONG));
    }

    @Test
    void somebodyComesWhileParkedPermitsAreToEnd() throws Exception {
        Gate gate = gate(3, 9);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        gate.returned(0);
        assertThat(gate.taken()).as("one in use, one parked").isEqualTo(2);
        moments.beforeLook = () -> assertThat(
                        Elsewhere.enter(gate, 0).orTimeout(10, TimeUnit.SECONDS).join())
                .isEqualTo(AdmissionResult.TIMED_OUT);
        gate.resize(1);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 0, 1));
        assertThat(gate.taken()).isOne();
    }
}
