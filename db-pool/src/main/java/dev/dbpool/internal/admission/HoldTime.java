package dev.dbpool.internal.admission;

import java.util.concurrent.TimeUnit;

/**
 * How long connections are held, measured while callers queue and from nothing but that.
 *
 * <p>Then every return is a hand-over under the gate's lock, where its hold time is added up; callers who need not wait
 * pay nothing. Two questions, two memories: what times to go by needs many holds, or the few long ones among them would
 * be missed; what those who wait now have to expect follows from the latest. Not thread-safe: the gate's lock guards it.
 */
final class HoldTime {
    private static final int PARTS = 8;
    private static final int LEAST_PER_PART = 128;
    private static final int PARTS_LATELY = 2;

    /** A part ends after this time, too, if every permit may have come back: else slow pools would be slow to learn. */
    private static final long PART_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** After so long without a queue its holds say nothing of the next one: first what to expect, then what may be met. */
    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Fewer holds than this say too little to refuse anybody on account of them. */
    private static final int FEWEST = 8;

    /** Holds are taken to be at least as long as a standstill, times permits, divided by this. */
    private static final double STANDSTILL = 4;

    private final HoldWindow window = new HoldWindow(PARTS);
    private final HoldWindow lately = new HoldWindow(PARTS_LATELY);
    private int permits;
    private boolean queued;
    private long lastReturnNanos;
    private long partBeganNanos;

    HoldTime(int permits) {
        this.permits = permits;
    }

    void queueBegins(long now) {
        if (now - lastReturnNanos >= LATELY_NANOS) {
            lately.clear();
        }
        if (now - lastReturnNanos >= STALE_NANOS) {
            window.clear();
        }
        queued = true;
        lastReturnNanos = now;
    }

    void queueEnds() {
        queued = false;
    }

    /** A permit went to somebody who was queued, after it had been held for so long. */
    void returned(long heldNanos, long now) {
        lastReturnNanos = now;
        int perPart = Math.max(LEAST_PER_PART, permits);
        boolean old = now - partBeganNanos >= PART_NANOS && window.inNewestPart() >= permits;
        if (old || window.inNewestPart() >= perPart) {
            window.turn();
            partBeganNanos = now;
        }
        if (lately.inNewestPart() >= perPart) {
            lately.turn();
        }
        window.add(heldNanos);
        lately.add(heldNanos);
    }

    int permits() {
        return permits;
    }

    void permits(int changed) {
        permits = changed;
    }

    /** Whether enough was seen lately to predict from. */
    boolean known() {
        return lately.count() >= FEWEST;
    }

    /** The mean of the latest holds; 0 if there was none. */
    double mean() {
        return lately.mean();
    }

    /**
     * The mean of the holds that are met at a random moment, E(h²)/E(h): that of all holds times one plus their squared
     * coefficient of variation. By this much, and not by the mean, queues get longer if a few hold for much longer than
     * the others. Not below what a queue of which nothing moves suggests: that tells of long holds, not of too many callers.
     */
    double met(long now) {
        return Math.max(window.met(), standstill(now));
    }

    /** Whether the time since the last return tells of longer holds than any that came back. */
    boolean standsStill(long now) {
        return standstill(now) > window.met();
    }

    private double standstill(long now) {
        return queued ? permits * Math.max(0, now - lastReturnNanos) / STANDSTILL : 0;
    }
}
