package dev.dbpool.internal.admission;

/**
 * How long connections are held, measured while callers queue and from nothing but that.
 *
 * <p>Then every return is a hand-over under the gate's lock, where its hold time is added up; callers who need not wait
 * pay nothing. Not thread-safe: the gate's lock guards it.
 */
final class HoldTime {
    /** Older holds count half each time that so many new ones are there: the means follow a database that changes. */
    private static final int LEAST_WINDOW = 512;

    private static final int WINDOW_PER_PERMIT = 8;

    /** What an earlier queue told counts only as much as so many holds in the next one. */
    private static final int KEPT = 64;

    /** Fewer holds than this say too little to refuse anybody on account of them. */
    private static final int FEWEST = 8;

    /** Holds are taken to be at least as long as a standstill, times permits, divided by this. */
    private static final double STANDSTILL = 4;

    private int permits;
    private boolean queued;
    private long lastReturnNanos;
    private double holds;
    private double sum;
    private double sumOfSquares;

    HoldTime(int permits) {
        this.permits = permits;
    }

    void queueBegins(long now) {
        queued = true;
        lastReturnNanos = now;
        if (holds > KEPT) {
            weigh(KEPT / holds);
        }
    }

    void queueEnds() {
        queued = false;
    }

    /** A permit went to somebody who was queued, after it had been held for so long. */
    void returned(long heldNanos, long now) {
        lastReturnNanos = now;
        holds++;
        sum += heldNanos;
        sumOfSquares += (double) heldNanos * heldNanos;
        if (holds >= Math.max(LEAST_WINDOW, WINDOW_PER_PERMIT * permits)) {
            weigh(0.5);
        }
    }

    private void weigh(double factor) {
        holds *= factor;
        sum *= factor;
        sumOfSquares *= factor;
    }

    int permits() {
        return permits;
    }

    void permits(int changed) {
        permits = changed;
    }

    /** Whether enough was seen to predict from. */
    boolean known() {
        return holds >= FEWEST;
    }

    /** The mean of all holds; 0 if none was seen. */
    double mean() {
        return holds == 0 ? 0 : sum / holds;
    }

    /**
     * The mean of the holds that are met at a random moment, E(h²)/E(h): that of all holds times one plus their squared
     * coefficient of variation. By this much, and not by the mean, queues get longer if a few hold for much longer than
     * the others. Not below what a queue of which nothing moves suggests: that tells of long holds, not of too many callers.
     */
    double met(long now) {
        double seen = sum == 0 ? 0 : sumOfSquares / sum;
        return queued ? Math.max(seen, permits * Math.max(0, now - lastReturnNanos) / STANDSTILL) : seen;
    }
}
