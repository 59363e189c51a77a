package dev.dbpool.internal.engine;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.stack.CallSite;
import java.sql.Connection;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A session without a server: alive until it is ended or killed, and as a test stages it. */
final class StubSession implements PhysicalConnection {
    final long number;

    /** When it was opened, in nanoseconds of the scene's clock. */
    final long openedNanos;

    volatile Condition condition = Condition.ALIVE;
    volatile boolean suspect;
    volatile boolean outdated;

    /** What happens during a test; it is given the longest time that the test may take. */
    volatile LongConsumer duringTest = timeoutNanos -> {};

    /** What happens while it ends in good order. */
    volatile Runnable duringEnd = () -> {};

    volatile int tests;
    volatile boolean endedInGoodOrder;
    volatile boolean killed;
    private final Runnable onGone;
    private int slotIndex;

    /** @param onGone run once, when it is ended or killed */
    StubSession(long number, long openedNanos, Runnable onGone) {
        this.number = number;
        this.openedNanos = openedNanos;
        this.onGone = onGone;
    }

    boolean gone() {
        return endedInGoodOrder || killed;
    }

    @Override
    public Condition test(long timeoutNanos) {
        tests++;
        duringTest.accept(timeoutNanos);
        return condition;
    }

    @Override
    public void end() {
        try {
            duringEnd.run();
        } finally {
            gone(true);
        }
    }

    @Override
    public void kill() {
        gone(false);
    }

    private synchronized void gone(boolean inGoodOrder) {
        if (!gone()) {
            endedInGoodOrder = inGoodOrder;
            killed = !inGoodOrder;
            onGone.run();
        }
    }

    @Override
    public boolean suspect() {
        return suspect;
    }

    @Override
    public void becomeSuspect() {
        suspect = true;
    }

    @Override
    public boolean lost() {
        return condition != Condition.ALIVE;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public boolean outdated() {
        return outdated;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int slotIndex() {
        return slotIndex;
    }

    @Override
    public void slotIndex(int index) {
        slotIndex = index;
    }

    @Override
    public int backendPid() {
        return (int) number;
    }

    @Override
    public String toString() {
        return "session " + number;
    }

    // --- of no interest to the engine ---

    @Override
    public Connection driver() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long timesLent() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void noteCallSite(Holding of, CallSite callSite) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable CallSite callSite(Holding of) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void lendTo(Holding holding) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void takeBack(long nowNanos) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Holding holding() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long busyNanos(long nowNanos) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean restore(int changed, boolean discardAll, long timeoutNanos) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unwrapped() {
        throw new UnsupportedOperationException();
    }
}
