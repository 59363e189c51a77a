package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Who may hold a connection, who waits, in what order and for how long.
 *
 * <p>{@link #enter} gives a caller a permit, and it counts as having a connection; {@link #returned} gives the permit
 * back. Where a connection has yet to be opened or tested, the caller counts as waiting between {@link #beginsToFetch} and
 * {@link #fetched}. A caller that got no connection after all gives the permit back with {@link #leftEmptyHanded}. All
 * methods may be called by any thread.
 */
public interface Admission {

    /**
     * Waits for a permit until the timeout has passed; a timeout of 0 or less never waits.
     *
     * @param priority null for that of the thread, which is looked up only if it matters
     * @throws InterruptedException if the caller is interrupted while it waits; it then has no permit
     */
    AdmissionResult enter(long timeoutNanos, @Nullable Priority priority) throws InterruptedException;

    /** At least as many permits as are in the hands of callers, at most as many as there are or were. Cheap. */
    int taken();

    /** The caller that was admitted has to wait for its connection. */
    void beginsToFetch();

    /** The caller that had to wait for its connection has it. */
    void fetched();

    /**
     * A caller that was admitted goes without a connection.
     *
     * @param fetching whether it was between {@link #beginsToFetch} and {@link #fetched}
     */
    void leftEmptyHanded(boolean fetching);

    /**
     * A caller that had a connection has given it back. The permit ends if there are to be fewer of them.
     *
     * @param heldNanos for how long it had it
     */
    void returned(long heldNanos);

    /**
     * Changes how many permits there are. More are given to those who wait at once; fewer are reached as permits come
     * back. Without effect once closed.
     */
    void resize(int max);

    /** How many permits there are. Cheap. */
    int max();

    /** Callers that wait, for a permit or for their connection. Cheap. */
    int waiting();

    /**
     * The counts of this instant, or nearly, if callers come and go all the while. Looks into where permits are parked,
     * which those who come just then may notice.
     */
    Occupancy occupancy();

    /** Nanoseconds, since the gate was made, in which all connections were in use. */
    long exhaustedNanos();

    /** Whether callers are refused now, because the queue is full or too many come. */
    boolean overloaded();

    /** How often it came to shedding because too many came. */
    long overloads();

    /** For how long who is refused now should stay away. */
    long retryAfterNanos();

    /** Those who wait, with up to so many of their threads. Holds the queue up for that many steps, and nobody else. */
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
