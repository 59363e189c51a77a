package dev.dbpool.internal.jdbc;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.stack.CallSite;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A session around a driver's connection of the test's, which keeps no books. */
final class StubSession implements PhysicalConnection {
    private final Connection driver;
    boolean suspect;
    boolean unwrapped;
    boolean lost;

    StubSession(Connection driver) {
        this.driver = driver;
    }

    @Override
    public Connection driver() {
        return driver;
    }

    @Override
    public long number() {
        return 1;
    }

    @Override
    public int backendPid() {
        return 1;
    }

    @Override
    public int slotIndex() {
        return 0;
    }

    @Override
    public void slotIndex(int index) {}

    @Override
    public long timesLent() {
        return 0;
    }

    @Override
    public void noteCallSite(Holding of, CallSite callSite) {}

    @Override
    public @Nullable CallSite callSite(Holding of) {
        return null;
    }

    @Override
    public void lendTo(Holding holding) {}

    @Override
    public void takeBack(long nowNanos) {}

    @Override
    public @Nullable Holding holding() {
        return null;
    }

    @Override
    public long busyNanos(long nowNanos) {
        return 0;
    }

    @Override
    public Condition test(long timeoutNanos) {
        return Condition.ALIVE;
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
        return lost;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public boolean outdated() {
        return false;
    }

    @Override
    public boolean restore(int changed, boolean discardAll, long timeoutNanos) {
        return true;
    }

    @Override
    public void unwrapped() {
        unwrapped = true;
    }

    @Override
    public void end() {}

    @Override
    public void kill() {}

    @Override
    public String toString() {
        return "stub";
    }
}
