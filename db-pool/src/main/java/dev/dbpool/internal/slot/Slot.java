package dev.dbpool.internal.slot;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.metrics.SessionTally;
import org.jspecify.annotations.Nullable;

/**
 * Room for one physical connection: having the slot is being admitted, and having the session in it. The session stays in
 * its slot for as long as it lives.
 */
public final class Slot extends SlotFields {
    @SuppressWarnings("unused")
    private long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;

    Slot(int index) {
        super(index);
    }

    /** The session; only for the owner of a slot that has one. */
    public PhysicalConnection session() {
        PhysicalConnection kept = session;
        if (kept == null) {
            throw new IllegalStateException("slot " + index + " has no session");
        }
        return kept;
    }

    /** What counts the session's use, null until it was first lent. Only for the owner. */
    public @Nullable SessionTally tally() {
        return tally;
    }

    /** Counts the session's use from now on. Only for the owner. */
    public void tally(SessionTally counts) {
        tally = counts;
    }

    /** Which of the pool's slots it is. */
    public int index() {
        return index;
    }

    /** When the last hold ended, or the session was opened, in nanoseconds of the pool's clock. */
    public long usedNanos() {
        return usedNanos;
    }

    /** A hold ended; the server last answered at the given time, or not during the hold. Only for the owner. */
    public void used(long nowNanos, long answeredNanos) {
        usedNanos = nowNanos;
        if (answeredNanos - provenNanos > 0) {
            provenNanos = answeredNanos;
        }
    }

    /** When the session has reached its lifetime. Only for the owner. */
    public long expiresNanos() {
        return expiresNanos;
    }

    /** When the server last answered on the session, in nanoseconds of the pool's clock. Only for the owner. */
    public long provenNanos() {
        return provenNanos;
    }

    /** The server has just answered. Only for the owner. */
    public void proven(long nowNanos) {
        provenNanos = nowNanos;
    }

    /** A session was opened for the slot, which is OPENING. Only for the owner. */
    public void settle(PhysicalConnection opened, long nowNanos, long expiresAtNanos) {
        opened.slotIndex(index);
        session = opened;
        tally = null;
        usedNanos = nowNanos;
        provenNanos = nowNanos;
        expiresNanos = expiresAtNanos;
    }

    /** The session is gone. Only for the owner. */
    public void unsettle() {
        session = null;
        tally = null;
    }

    /** Whether the session must not be lent again: it is too old, or all of its time were outdated. Only for the owner. */
    public boolean mustGo(long nowNanos) {
        return session().outdated() || expiresNanos - nowNanos <= 0;
    }
}
