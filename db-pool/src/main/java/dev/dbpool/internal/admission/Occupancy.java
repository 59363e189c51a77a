package dev.dbpool.internal.admission;

import dev.dbpool.internal.slot.SlotCounts;

/**
 * Slots and line at one instant; where callers come and go all the time, a count may be off by those that did while it was
 * read.
 *
 * @param slots how many are in which state
 * @param queued callers in the line
 * @param max how many slots there may be
 */
public record Occupancy(SlotCounts slots, int queued, int max) {

    /** Callers that have a connection. */
    public int inUse() {
        return slots.lent();
    }

    /** Callers that wait: in the line, or for the test of the session that they are about to get. */
    public int waiting() {
        return queued + slots.tested();
    }

    /** Whether every connection that the pool may have is in the hands of a caller. */
    public boolean exhausted() {
        return inUse() >= max;
    }
}
