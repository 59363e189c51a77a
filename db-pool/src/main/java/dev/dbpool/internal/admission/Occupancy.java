package dev.dbpool.internal.admission;

/**
 * The gate at one instant, read from a single word and therefore consistent.
 *
 * @param inUse connections handed out and not yet returned
 * @param fetching callers that have a permit but no connection yet
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
