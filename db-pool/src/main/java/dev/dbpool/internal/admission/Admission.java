package dev.dbpool.internal.admission;

/**
 * Who may hold a connection, who waits, in what order and for how long.
 *
 * <p>A caller passes three points: {@link #enter} gives it a permit, {@link #handedOut} says that it has
 * the connection, {@link #returned} gives the permit back. A caller that got no connection after all
 * gives it back with {@link #leftEmptyHanded}. All methods may be called by any thread.
 */
public interface Admission {

    /**
     * Waits for a permit until the timeout has passed; a timeout of 0 or less never waits.
     *
     * @throws InterruptedException if the caller is interrupted while it waits; it then has no permit
     */
    Entry enter(long timeoutNanos) throws InterruptedException;

    /** A caller that was admitted now has its connection. */
    void handedOut();

    /** A caller that was admitted goes without a connection. */
    void leftEmptyHanded();

    /** A caller that had a connection has given it back. */
    void returned();

    /** The counts of this instant. */
    Occupancy occupancy();

    /** Nanoseconds, since the gate was made, in which all connections were in use. */
    long exhaustedNanos();

    /** Whether a caller that came now would be refused at once. */
    boolean overloaded();

    /** Those who wait, with up to so many of their threads. Holds arrivals up for that many steps, and nobody else. */
    WaitingCallers waiting(int mostThreads);

    /** The state of admission in one sentence, for people. */
    String describe();

    /** Admits nobody any more and sends those that wait away at once. Connections in use stay in use. */
    void close();

    /**
     * Waits, after {@link #close}, until every permit has come back.
     *
     * @return false if the time ran out first
     */
    boolean awaitDrained(long timeoutNanos) throws InterruptedException;
}
