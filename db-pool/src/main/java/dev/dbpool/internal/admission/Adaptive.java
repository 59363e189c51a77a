package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * First come, first served while all is well; newest first and a short wait while too many come.
 *
 * <p>Too many come when somebody has waited for an <i>interval</i>: what was only a burst is over by then. From then on
 * the newest is served first, because it is the one whose answer is still awaited, and those that come may wait for the
 * <i>target</i> and no longer. That ends when the queue has stayed empty for about one hold. After Nichols and Jacobson,
 * "Controlling Queue Delay" (2012), and Maurer, "Fail at Scale" (2015); for the differences and for the constants, all
 * found by simulation, see docs/decisions/0023-adaptive-admission.md.
 *
 * <p>Both times follow {@link HoldTime}. No timer is needed: how long it may stay is known when a caller comes, and it
 * asks again by itself when that time is over.
 */
final class Adaptive implements Discipline {
    private static final double HOLDS_PER_TARGET = 2;
    private static final double HOLDS_PER_INTERVAL = 10;

    /** With few connections the same wait means a shorter queue, from which chance takes its part sooner. */
    private static final double QUEUE_PER_TARGET = 20;

    private static final double QUEUE_PER_INTERVAL = 40;

    /** An interval is not longer than this part of what callers can wait: later the newest cannot be saved either. */
    private static final double PART_OF_TIMEOUT = 0.75;

    /** One caller moves the usual timeout by this part of the way to its own. */
    private static final double PART_OF_USUAL = 1.0 / 64;

    /** Below these the scheduler makes queues of its own. */
    private static final double LEAST_TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final double LEAST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** No caller waits for longer than this, and sums with it stay far from overflowing. */
    private static final double LONGEST_NANOS = TimeUnit.HOURS.toNanos(24);

    private final HoldTime holdTime;
    private final long fixedTargetNanos;
    private long overloadedSinceNanos;

    /** Whether, since somebody queues, somebody waited for longer than is bearable while nothing came back. */
    private boolean stoodStill;

    /** Of the usual timeout. Of logarithms, so that who hardly waits or waits for ever counts for no more than one. */
    private double logUsualTimeout;

    // Written under the gate's lock, read by anybody.
    private volatile boolean queued;
    private volatile boolean overloaded;
    private volatile long calmAtNanos;
    private final AtomicLong overloads = new AtomicLong();

    /**
     * @param fixedTargetNanos the target, or 0 if it follows the hold time
     * @param timeoutNanos how long callers wait who say nothing else
     */
    Adaptive(HoldTime holdTime, long fixedTargetNanos, long timeoutNanos) {
        this.holdTime = holdTime;
        this.fixedTargetNanos = fixedTargetNanos;
        this.logUsualTimeout = Math.log((double) timeoutNanos);
    }

    /** How many wait when the first of them has waited for an interval, if all hold for as long. */
    static int queuedForAnInterval(int permits) {
        return (int) Math.ceil(Math.max(HOLDS_PER_INTERVAL * permits, QUEUE_PER_INTERVAL));
    }

    @Override
    public void queueBegins(long now) {
        overloaded = overloaded(now);
        stoodStill = false;
        queued = true;
    }

    @Override
    public void joins(Waiter waiter) {
        logUsualTimeout += (Math.log((double) waiter.timeoutNanos) - logUsualTimeout) * PART_OF_USUAL;
    }

    @Override
    public void queueEnds(long now) {
        calmAtNanos = now + (long) Math.min(holdTime.met(now), LONGEST_NANOS);
        queued = false;
    }

    @Override
    public void look(Waiter longest, long now) {
        if (overloaded) {
            return;
        }
        long bearable = bearableNanos(now);
        boolean standsStill = holdTime.standsStill(now);
        long waited = now - longest.sinceNanos;
        stoodStill |= standsStill && waited >= bearable;
        // Long holds are no overload, though callers leave; but a standstill leaves a queue of callers about to leave.
        if (waited >= (stoodStill && !standsStill ? bearable : Math.max(bearable, targetNanos(now)))) {
            overloadedSinceNanos = now;
            overloaded = true;
            overloads.incrementAndGet();
        }
    }

    /** Usual timeouts and not the caller's own: one that is in a hurry says nothing of the others. */
    private long bearableNanos(long now) {
        return Math.min(intervalNanos(now), (long) (PART_OF_TIMEOUT * Math.exp(logUsualTimeout)));
    }

    @Override
    public boolean newestFirst() {
        return overloaded;
    }

    @Override
    public long patienceNanos(Waiter waiter, boolean behindOthers, long now) {
        boolean cameWhileCalm = !overloaded || waiter.sinceNanos - overloadedSinceNanos < 0;
        long limit = cameWhileCalm ? intervalNanos(now) : limitNanos(waiter.priority, behindOthers, now);
        return limit - (now - waiter.sinceNanos);
    }

    private long limitNanos(Priority priority, boolean behindOthers, long now) {
        return switch (priority) {
            case CRITICAL -> intervalNanos(now);
            case NORMAL -> targetNanos(now);
            case SHEDDABLE -> behindOthers ? 0 : targetNanos(now);
        };
    }

    private long targetNanos(long now) {
        return fixedTargetNanos > 0
                ? fixedTargetNanos
                : holds(HOLDS_PER_TARGET, QUEUE_PER_TARGET, LEAST_TARGET_NANOS, now);
    }

    private long intervalNanos(long now) {
        return Math.max(targetNanos(now), holds(HOLDS_PER_INTERVAL, QUEUE_PER_INTERVAL, LEAST_INTERVAL_NANOS, now));
    }

    private long holds(double holds, double queue, double leastNanos, long now) {
        double nanos = Math.max(holds, queue / holdTime.permits()) * holdTime.met(now);
        return (long) Math.min(Math.max(nanos, leastNanos), LONGEST_NANOS);
    }

    @Override
    public boolean overloaded(long now) {
        return overloaded && (queued || now - calmAtNanos < 0);
    }

    @Override
    public long overloads() {
        return overloads.get();
    }

    @Override
    public long calmNanos(long now) {
        return overloaded(now) ? bearableNanos(now) : 0;
    }

    @Override
    public String describe(long now) {
        String target = millis(targetNanos(now));
        return overloaded(now)
                ? "Admission is adaptive and has been overloaded for " + millis(now - overloadedSinceNanos)
                        + ": newest first, refused after waiting " + target + "." + before(overloads() - 1)
                : "Admission is adaptive and calm: first come, first served. Once a caller has waited "
                        + millis(intervalNanos(now)) + ", newest first and refused after " + target + "."
                        + before(overloads());
    }

    private static String before(long times) {
        return times == 0 ? "" : " It has been overloaded " + (times == 1 ? "once" : times + " times") + " before.";
    }

    private static String millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    }
}
