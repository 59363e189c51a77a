package dev.dbpool.internal.admission;

import dev.dbpool.internal.slot.Padding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * What every thread that comes or goes reads of the queue, in one word: 0 if nobody is queued and nothing else is to be
 * heeded. Written under the gate's lock only, and hardly ever, so its cache line stays with each processor.
 */
@SuppressWarnings("unused")
final class QueueWord extends Padding {
    /** The pool is closed: nobody is admitted, and what comes back is closed. */
    private static final int CLOSED = 1;

    /** There are more slots than there may be: what comes back is closed. */
    private static final int SURPLUS = 2;

    /** A queued caller was woken to look for an idle slot, and has not looked yet. */
    private static final int CALLED = 4;

    private static final int ONE_QUEUED = 8;

    /**
     * For this long after the first of the line began, newcomers may pass the line. A slot that is kept for a queued caller
     * lies idle until the thread is woken and runs. Go's mutex has the same constant for the same purpose;
     * docs/decisions/0004 has the measurements.
     */
    static final long PASS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final VarHandle OLDEST;

    static {
        try {
            OLDEST = MethodHandles.lookup().findVarHandle(QueueWord.class, "oldestNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int word;

    /**
     * When the longest waiting of the first of each priority began. Release and acquire are enough: written before the word,
     * and read after it, it is never older than the word. No thread goes on to read what depends on whether another one has
     * seen it. The order between word and slots is that of the word, which is volatile.
     */
    private long oldestNanos;

    private long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;

    int word() {
        return word;
    }

    void set(boolean closed, boolean surplus, boolean called, int queued, long oldest) {
        OLDEST.setRelease(this, oldest);
        word = (closed ? CLOSED : 0) | (surplus ? SURPLUS : 0) | (called ? CALLED : 0) | queued * ONE_QUEUED;
    }

    static boolean closed(int word) {
        return (word & CLOSED) != 0;
    }

    static boolean called(int word) {
        return (word & CALLED) != 0;
    }

    static int queued(int word) {
        return word / ONE_QUEUED;
    }

    /** Whether a slot may be left to, or taken by, whichever thread is first. */
    boolean mayPass(int seen, long nowNanos) {
        return seen == 0
                || ((seen & (CLOSED | SURPLUS)) == 0 && nowNanos - (long) OLDEST.getAcquire(this) <= PASS_NANOS);
    }
}
