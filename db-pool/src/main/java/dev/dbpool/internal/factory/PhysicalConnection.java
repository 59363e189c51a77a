package dev.dbpool.internal.factory;

import dev.dbpool.internal.stack.CallSite;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL session as the pool keeps it: the driver's connection, and the record of its use. */
public interface PhysicalConnection {

    /** What a test of the session found. */
    enum Condition {
        /** It answered. */
        ALIVE,
        /** It is known to be gone. */
        DEAD,
        /** It did not answer in time; its socket is closed now. */
        SILENT
    }

    /** A hold on a session: by which thread, and since when. Immutable; any thread may read it. */
    interface Holding {

        /** The thread that acquired the connection. */
        Thread borrower();

        /** When it was handed out, on the pool's clock, in nanoseconds. */
        long sinceNanos();
    }

    /** The driver's connection, for the thread that has the session. */
    Connection driver();

    /** The pool's own number of this session, from 1. */
    long number();

    /** Process id of its backend, as the server said at login; behind a proxy it is the proxy's. */
    int backendPid();

    /** The index of the slot that it lives in. Only for the thread that has the session. */
    int slotIndex();

    /** It lives in the slot with this index from now on. Same rule. */
    void slotIndex(int index);

    // --- the record of use ---

    /** How often it was lent, the hold in progress included. Any thread may ask. */
    long timesLent();

    /** Notes where the hold in progress began. Same rule as {@link #lendTo}. */
    void noteCallSite(Holding of, CallSite callSite);

    /** Where this hold began, if that was noted. Any thread may ask. */
    @Nullable
    CallSite callSite(Holding of);

    /** Marks the start of a hold. Only the thread that has the session may call it. */
    void lendTo(Holding holding);

    /** Marks the end of a hold at the given time. Same rule. */
    void takeBack(long nowNanos);

    /** The hold in progress, if any. Any thread may ask. */
    @Nullable
    Holding holding();

    /** Nanoseconds in use since the session began, up to the given time. Any thread may ask. */
    long busyNanos(long nowNanos);

    // --- its condition ---

    /**
     * Asks the server for a sign of life. Blocks for one round trip, and never longer than the timeout, even if the
     * answer comes in drips.
     */
    Condition test(long timeoutNanos);

    /** The server answered a statement at this time of the pool's clock, or later. For the thread that has the session. */
    default void answered(long nanos) {}

    /** When the server answered last, as far as is known. Same rule. */
    default long answeredNanos() {
        return 0;
    }

    /** Whether another session fell silent while this one was idle, so that this one should be tested before use. */
    boolean suspect();

    /** The session may be broken, and should be tested before it is used again. */
    void becomeSuspect();

    /** Whether the driver has given the session up: there is none any more. */
    boolean lost();

    /**
     * Whether the session is gone, told without getting in the way of a thread that uses it: false if one does. Blocks for a
     * round trip and never longer than the timeout.
     */
    default boolean gone(long timeoutNanos) {
        return lost();
    }

    /** Whether this pool's sessions can write, or could when one of them was opened. */
    boolean writable();

    /** Whether its login began before all sessions were {@linkplain ConnectionFactory#outdateSessions outdated}. */
    boolean outdated();

    /**
     * Makes the session fit for the next borrower, as {@link SessionReset} says. Blocks for a round trip only if there is
     * something to do on the server.
     *
     * @param changed what the borrower changed, in the bits of {@link SessionReset}
     * @param discardAll whether to reset all session state ({@code DISCARD ALL})
     * @param timeoutNanos after which the session is given up
     * @return false if the session must not be used again
     */
    boolean restore(int changed, boolean discardAll, long timeoutNanos);

    /** The borrower asks for the driver's own connection, on which it may change what the pool does not see. */
    void unwrapped();

    /** Ends the session in good order. Blocks for a second at the most. */
    void end();

    /** Ends the session at once, whatever it is doing. */
    void kill();
}
