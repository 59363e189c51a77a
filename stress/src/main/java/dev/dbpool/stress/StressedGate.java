package dev.dbpool.stress;

import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.slot.Slot;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A gate of two or fewer slots with stubs of sessions, and a clock that the tests move. */
final class StressedGate {
    /** A caller that began so much earlier is not passed any more. */
    static final long LONG_AGO = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long PATIENCE = TimeUnit.HOURS.toNanos(1);
    private static final PhysicalConnection SESSION = (PhysicalConnection) Proxy.newProxyInstance(
            PhysicalConnection.class.getClassLoader(),
            new Class<?>[] {PhysicalConnection.class},
            (session, method, arguments) -> null);

    private final AtomicLong nanos = new AtomicLong(LONG_AGO);
    final Gate gate;

    /** All slots are idle. */
    StressedGate(int slots) {
        gate = new Gate(AdmissionSettings.fifo(slots, Integer.MAX_VALUE), nanos::get);
        for (int i = 0; i < slots; i++) {
            Slot slot = Objects.requireNonNull(gate.slots().claim());
            slot.settle(SESSION, 0, Long.MAX_VALUE);
            gate.opened(slot, nanos.get());
        }
    }

    /** Takes a slot that is idle. */
    Slot take() {
        Slot slot = tryTake();
        if (slot == null) {
            throw new IllegalStateException("no slot is idle");
        }
        return slot;
    }

    @Nullable
    Slot tryTake() {
        return gate.tryTake(nanos.get());
    }

    boolean give(Slot slot) {
        return gate.give(slot, 0, nanos.get());
    }

    Waiter young() {
        return gate.waiter(null, nanos.get(), PATIENCE);
    }

    Waiter old() {
        return gate.waiter(null, nanos.get() - LONG_AGO, PATIENCE);
    }

    /** Puts a caller into the line. */
    Waiter queued(Waiter waiter) {
        gate.join(waiter, false);
        return waiter;
    }

    /** Whether a caller that queued has been granted a slot, or called to take one. It does not wait any longer. */
    boolean isServed(Waiter waiter) {
        nanos.addAndGet(2 * PATIENCE);
        try {
            return gate.await(waiter) == AdmissionResult.ADMITTED;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether all slots have come back, at the latest after ten seconds. */
    boolean drains() {
        try {
            return gate.awaitDrained(TimeUnit.SECONDS.toNanos(10));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether the clock of exhaustion runs. */
    boolean exhausted() {
        long before = gate.exhaustedNanos();
        nanos.incrementAndGet();
        return gate.exhaustedNanos() != before;
    }

    int idle() {
        return gate.slots().counts().idle();
    }
}
