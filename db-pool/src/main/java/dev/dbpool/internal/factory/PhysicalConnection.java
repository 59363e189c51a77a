package dev.dbpool.internal.factory;

import dev.dbpool.internal.metrics.SessionTally;
import dev.dbpool.internal.stack.CallSite;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL session as the engine keeps it: a JDBC connection that also knows whether it is lent.
 *
 * <p>Unless it is lent, its JDBC methods throw nothing but {@code SQLException}: the engine below loses a
 * connection to any other Throwable. While it is lent the borrower's calls pass errors unchanged.
 */
public interface PhysicalConnection extends Connection {

    /** What a test of the session found. */
    enum Condition {
        /** It answered. */
        ALIVE,
        /** It is known to be gone. */
        DEAD,
        /** It did not answer in time; its socket is closed now. */
        SILENT
    }

    /** Somebody's hold on a session: who, and since when. Immutable; any thread may read it. */
    interface Holding {

        /** The thread that acquired the connection. */
        Thread borrower();

        /** When it was handed out, on the pool's clock, in nanoseconds. */
        long sinceNanos();
    }

    /** The pool's own number of this session, from 1. */
    long number();

    /** Process id of its backend, as the server told at login; behind a proxy it is the proxy's. */
    int backendPid();

    /** How often it was lent, the hold in progress included. Any thread may ask. */
    long timesLent();

    /** Notes where the hold in progress began. Same rule as {@link #lendTo}. */
    void noteCallSite(Holding of, CallSite callSite);

    /** Where this hold began, if that was noted. Any thread may ask. */
    @Nullable
    CallSite callSite(Holding of);

    /** What counts its holds, null until one was {@linkplain #countIn set}. Only for the thread that has the connection. */
    @Nullable
    SessionTally tally();

    /** From now on this counts its holds. Same rule. */
    void countIn(SessionTally tally);

    /** Marks the start of a hold. Only the thread that has the connection from the engine may call it. */
    void lendTo(Holding holding);

    /** Marks the end of a hold at the given time. Same rule. */
    void takeBack(long nowNanos);

    /** The hold in progress, if any. Any thread may ask. */
    @Nullable
    Holding holding();

    /** Nanoseconds in use since the session began, up to the given time. Any thread may ask. */
    long busyNanos(long nowNanos);

    /** When the last hold ended, or the session began. Only for the thread that has the connection. */
    long lastUsedNanos();

    /**
     * Asks the server for a sign of life. Blocks for one round trip, and never longer than the timeout, even if the
     * answer comes in drips.
     */
    Condition test(long timeoutNanos);

    /** Whether another session fell silent while this one was idle, so that this one should be tested before use. */
    boolean suspect();

    /** Whether its login began before all sessions were {@linkplain ConnectionFactory#outdateSessions outdated}. */
    boolean outdated();

    /**
     * Makes the session fit for the next borrower: ends an open transaction, also one begun with a raw
     * {@code BEGIN}, and resets what the parameters say. Blocks for round trips only if there is something to do.
     *
     * @param resetSearchPath whether the borrower changed the schema
     * @param discardAll whether to reset all session state ({@code DISCARD ALL})
     * @param timeoutNanos after which the session is given up
     * @return false if the session must not be used again
     */
    boolean restore(boolean resetSearchPath, boolean discardAll, long timeoutNanos);
}
