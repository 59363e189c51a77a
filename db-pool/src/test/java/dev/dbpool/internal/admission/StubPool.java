package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A gate with stubs of sessions, and around it what the pool's acquisitions do: {@link #enter} takes a slot or waits for
 * one, and {@link #returned} gives one of those that were taken. Thread-safe.
 */
final class StubPool {
    /** So much later than the oldest queued caller no newcomer passes, and what comes back is handed over. */
    static final long NOT_YOUNG = QueueWord.PASS_NANOS + 1;

    final Gate gate;
    private final LongSupplier clock;
    private final ConcurrentLinkedDeque<Slot> taken = new ConcurrentLinkedDeque<>();

    private StubPool(AdmissionSettings settings, LongSupplier clock) {
        this.gate = new Gate(settings, clock);
        this.clock = clock;
    }

    /** All slots are empty. */
    static StubPool empty(AdmissionSettings settings, LongSupplier clock) {
        return new StubPool(settings, clock);
    }

    /** All slots have an idle session. */
    static StubPool idle(AdmissionSettings settings, LongSupplier clock) {
        StubPool pool = new StubPool(settings, clock);
        for (int i = 0; i < settings.max(); i++) {
            pool.opened();
        }
        return pool;
    }

    /** All slots are lent. */
    static StubPool lent(AdmissionSettings settings, LongSupplier clock) throws InterruptedException {
        StubPool pool = idle(settings, clock);
        pool.admit(settings.max());
        return pool;
    }

    static Occupancy occupancy(int lent, int idle, int empty, int queued) {
        return new Occupancy(new SlotCounts(lent, 0, idle, 0, 0, empty), queued, lent + idle + empty);
    }

    // --- the way in ---

    void admit(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        }
    }

    AdmissionResult enter(long timeoutNanos, @Nullable Priority priority) throws InterruptedException {
        return enter(timeoutNanos, priority, false);
    }

    /** @param front for a caller that had a slot, whose session was dead */
    AdmissionResult enter(long timeoutNanos, @Nullable Priority priority, boolean front) throws InterruptedException {
        long now = clock.getAsLong();
        Slot slot = gate.tryTake(now);
        if (slot != null) {
            taken.add(slot);
            return AdmissionResult.ADMITTED;
        }
        if (gate.closed()) {
            return AdmissionResult.CLOSED;
        }
        return timeoutNanos <= 0 ? AdmissionResult.TIMED_OUT : queue(gate.waiter(priority, now, timeoutNanos), front);
    }

    AdmissionResult queue(Waiter waiter, boolean front) throws InterruptedException {
        AdmissionResult result = joinAndAwait(waiter, front);
        if (result == AdmissionResult.ADMITTED) {
            taken.add(waiter.granted());
        }
        return result;
    }

    /** As the engine does it: a waiter that was admitted owns its slot. */
    AdmissionResult joinAndAwait(Waiter waiter, boolean front) throws InterruptedException {
        boolean over = false;
        try {
            AdmissionResult result = gate.join(waiter, front);
            if (result == null) {
                result = gate.await(waiter);
            }
            over = true;
            return result;
        } finally {
            Slot granted = over ? null : gate.leave(waiter);
            if (granted != null) {
                give(granted, -1);
            }
        }
    }

    // --- the way back ---

    /** One that was taken comes back; the caller that took it last is the first to give. */
    void returned(long heldNanos) {
        assertThat(give(taken(), heldNanos)).as("wanted").isTrue();
    }

    /** The same with a slot that is not wanted any more; its session is being closed. */
    Slot unwanted() {
        Slot slot = taken();
        assertThat(gate.give(slot, 0, clock.getAsLong())).as("wanted").isFalse();
        gate.beginClose(slot);
        return slot;
    }

    /** The session of one that was taken is dead. */
    void discarded() {
        gate.vacate(taken());
    }

    boolean give(Slot slot, long heldNanos) {
        return wantedOrClosed(slot, gate.give(slot, heldNanos, clock.getAsLong()));
    }

    private boolean wantedOrClosed(Slot slot, boolean wanted) {
        if (!wanted) {
            close(slot);
        }
        return wanted;
    }

    void close(Slot slot) {
        gate.beginClose(slot);
        gate.vacate(slot);
    }

    /** Takes over a slot that {@link #enter} took. */
    Slot taken() {
        return taken.removeLast();
    }

    // --- sessions ---

    /** A session is opened for an empty slot. */
    void opened() {
        openedFor(gate.slots().claim());
    }

    void openedFor(Slot slot) {
        assertThat(settle(slot)).as("wanted").isTrue();
    }

    /** A login for a slot that was claimed has succeeded; closes the session if it is not wanted. */
    boolean settle(Slot slot) {
        long now = clock.getAsLong();
        slot.settle(StubSession.open(), now, now + Long.MAX_VALUE / 2);
        return wantedOrClosed(slot, gate.opened(slot, now));
    }

    void beginsTest() {
        taken.getLast().beginTest();
        gate.slots().becameFree();
    }

    void endsTest() {
        taken.getLast().passOn();
        gate.slots().becameLent();
    }
}
