package dev.dbpool.internal.admission;

/**
 * The gate at one instant; where callers come and go all the time without waiting, in use may be off by those that did
 * while it was read.
 *
 * @param inUse callers that have a permit and a connection, or are about to get one that is ready
 * @param fetching callers that have a permit and wait for a connection to be opened or tested
 * @param queued callers that wait for a permit
 * @param max how many permits there are
 */
public record Occupancy(int inUse, int fetching, int queued, int max) {

    /** Callers that wait, for a permit or for the connection that goes with it. */
    public int waiting() {
        return fetching + queued;
    }

    /** Whether every connection that the pool may have is in the hands of a caller. */
    public boolean exhausted() {
        return inUse >= max;
    }
}
