package dev.dbpool.internal.slot;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.metrics.SessionTally;
import org.jspecify.annotations.Nullable;

/** What belongs to the session in a slot, on the cache line of the slot's word: a hand-out touches no other. */
abstract class SlotFields extends SlotWord {
    final int index;

    @Nullable
    PhysicalConnection session;

    @Nullable
    SessionTally tally;

    /** When the last hold ended, or the session was opened. Written by the owner, read by anybody as a hint. */
    long usedNanos;

    /** When the server last answered. */
    long provenNanos;

    /** When the session has reached its lifetime. */
    long expiresNanos;

    SlotFields(int index) {
        this.index = index;
    }
}
