package dev.dbpool.internal.metrics;

/**
 * What a scrape reads from the line at the moment it asks: levels and clocks, as opposed to the events that the line
 * itself writes to {@link PoolMetrics}.
 *
 * <p>Any thread may call any method at any time, also after the pool was closed. None may block, wait for a lock that
 * an acquisition holds, or talk to the database. One that throws costs this pool its place in that scrape and nothing
 * else.
 */
public interface PoolReadings {
    /** Connections handed out and not yet returned. */
    int active();

    /** Physical connections that are open and that nobody holds. */
    int idle();

    /** How many connections may be in use at once. */
    int max();

    /** Callers that wait now, those with a permit that are still inside the engine included. */
    int waiting();

    /** The sum over all connections of the time in use since the pool opened, those still held included. */
    long busyNanos();

    /** The time since the pool opened in which all connections were in use, a period not yet over included. */
    long exhaustedNanos();

    /** The age of the connect attempt under way, 0 if there is none. */
    long connectInFlightNanos();

    /** Whether admission refuses callers now. */
    boolean overloaded();

    /** How often admission began to refuse callers because too many came. Never decreases. */
    long overloads();

    /** Connections in use that are probably leaked. */
    int leakSuspects();
}
