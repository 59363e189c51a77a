package dev.dbpool.internal.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/**
 * The acquisitions and holds of one session.
 *
 * <p><b>Assumption.</b> Only the thread that has the session writes, and sessions pass from thread to thread by a safe
 * publication. So nothing here is contended, however many threads and cores there are, and an increment is a read and a
 * write instead of an atomic instruction: that is what made counting cheap enough, see docs/decisions/0028-counting-per-session.md.
 *
 * <p><b>Guarantees</b> to readers, who may be any thread at any time: no count decreases; the writes are release writes
 * and read by acquire reads, so whoever sees a hold sees the acquisition that it belongs to. A sum may run ahead of its
 * counts by the one duration that is just being added.
 */
public final class SessionTally {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** The cells by themselves: they outlive the session. */
    static final class Cells {
        final long[] acquire = new long[DurationBuckets.CELLS];
        final long[] hold = new long[DurationBuckets.CELLS];
    }

    private final Cells cells;

    SessionTally(Cells cells) {
        this.cells = cells;
    }

    /** The session went to a caller who had waited so long for it. */
    public void handedOut(long acquireNanos) {
        add(cells.acquire, acquireNanos);
    }

    /** The session comes back from a caller who held it so long. Called while the thread still has it. */
    public void returned(long holdNanos) {
        add(cells.hold, holdNanos);
    }

    private void add(long[] to, long nanos) {
        try {
            long clamped = DurationBuckets.clamped(nanos);
            increase(to, DurationBuckets.SUM, clamped);
            increase(to, DurationBuckets.cellOf(clamped), 1);
        } catch (StackOverflowError noRoom) {
            // The caller's connection matters more than the measurement.
        } finally {
            // The cells may be taken for those of a past session as soon as nobody can reach this any more.
            Reference.reachabilityFence(this);
        }
    }

    private static void increase(long[] cells, int cell, long by) {
        CELL.setRelease(cells, cell, cells[cell] + by);
    }

    /** Adds what was counted so far to the total. */
    static void addTo(long[] total, long[] cells) {
        for (int cell = cells.length - 1; cell >= 0; cell--) {
            total[cell] += (long) CELL.getAcquire(cells, cell);
        }
    }
}
