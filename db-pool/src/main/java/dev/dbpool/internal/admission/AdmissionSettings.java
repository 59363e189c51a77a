package dev.dbpool.internal.admission;

/**
 * How the gate lets callers in.
 *
 * @param max permits, 1 or more
 * @param maxQueued callers that may wait, 0 or more
 * @param adaptive whether it sheds load when too many come, instead of first come, first served throughout
 * @param targetNanos how long callers may wait then, 0 to follow the measured hold time
 * @param timeoutNanos how long callers wait who say nothing else, more than 0
 * @param refuseHopeless whether who would wait in vain is refused when it comes
 */
public record AdmissionSettings(
        int max, int maxQueued, boolean adaptive, long targetNanos, long timeoutNanos, boolean refuseHopeless) {

    /** First come, first served, until the timeout. */
    public static AdmissionSettings fifo(int max, int maxQueued) {
        return new AdmissionSettings(max, maxQueued, false, 0, Long.MAX_VALUE, false);
    }

    /** Fewer waiting callers than this, while connections come back, never wait long enough for load to be shed. */
    public static int fewestQueuedToAdapt(int max) {
        return Adaptive.queuedForAnInterval(max);
    }
}
