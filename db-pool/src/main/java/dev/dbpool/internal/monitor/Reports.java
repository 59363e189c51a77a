package dev.dbpool.internal.monitor;

import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a report ready for callers that fail: made on the monitor's thread, shared by all of them, made anew while the
 * trouble lasts, because causes change. Whoever fails takes what is there by one volatile read.
 *
 * <p>If nothing is there, because the timeout is too short to have noticed, one of those who fail makes an outline of
 * what is known at once, at most once a second; it reads no stack and asks nobody. Of many that fail at the same instant,
 * before there is any, a few make one and the others get none: they would only take the processor from those who hold.
 */
final class Reports {
    /** A report is made anew after so long; most of what it says comes from this process, and costs milliseconds. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** One that names no cause is soon tried again: at the beginning of trouble there is little to be seen. */
    private static final long FRUITLESS_NANOS = Duration.ofMillis(200).toNanos();

    /** An older one is not given out: the monitor must be stuck, and matters may have changed. */
    private static final long USABLE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long OUTLINE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int MOST_OUTLINING = 4;

    private record Made(Report report, long atNanos) {
        boolean names() {
            return report.verdict()
                    .filter(verdict -> verdict != Verdict.UNDETERMINED)
                    .isPresent();
        }

        boolean youngerThan(long nanos, long now) {
            return now - atNanos < nanos;
        }
    }

    private final Explainer explainer;
    private final LongSupplier nanoTime;

    /** Written by the monitor's thread only. */
    private volatile @Nullable Made ready;

    /** Written only by those who have {@link #outlining}; the last wins. */
    private volatile @Nullable Made outline;

    /** Says that the pool is closed, and how it was then. */
    private volatile @Nullable Report closed;

    /** How many callers may make an outline at the same time; a permit is never waited for. */
    private final Semaphore outlining = new Semaphore(MOST_OUTLINING);

    Reports(Explainer explainer, LongSupplier nanoTime) {
        this.explainer = explainer;
        this.nanoTime = nanoTime;
    }

    /** For the monitor: makes a report, unless there is one that is as good. Blocks while PostgreSQL is asked. */
    Report keepReady() {
        Made before = ready;
        if (before != null
                && before.youngerThan(before.names() ? FRESH_NANOS : FRUITLESS_NANOS, nanoTime.getAsLong())) {
            return before.report();
        }
        Report report = explainer.explainTrouble();
        if (report.verdict().filter(Verdict.POOL_CLOSED::equals).isPresent()) {
            // Closed while it was made: that is not why callers failed before.
            return latest();
        }
        ready = new Made(report, nanoTime.getAsLong());
        return report;
    }

    /** For the last rounds: what callers were told last; what can be said now if they were told nothing. */
    Report latest() {
        Made made = ready;
        if (made == null) {
            made = outline;
        }
        return made == null ? explainer.outline() : made.report();
    }

    /** For the monitor: the trouble is over. */
    void forget() {
        ready = null;
        outline = null;
    }

    /** For a caller that fails now: what is ready, or can be told at once. Never throws, never waits. */
    Optional<Report> forFailure() {
        try {
            long now = nanoTime.getAsLong();
            Made made = ready;
            if (made != null && made.names() && made.youngerThan(USABLE_NANOS, now)) {
                return Optional.of(made.report());
            }
            // What was ready knew nothing; why this caller fails may be known by now.
            Made nowKnown = outline(now);
            return Optional.ofNullable((nowKnown != null && nowKnown.names()) || made == null ? nowKnown : made)
                    .map(Made::report);
        } catch (Throwable unexplained) {
            // Out of memory, say. The exception is thrown without its explanation.
            return Optional.empty();
        }
    }

    /** For a caller that is sent away because the pool is closed, whatever others were told before. */
    Optional<Report> ofClosed() {
        try {
            Report made = closed;
            if (made == null) {
                made = explainer.outline();
                closed = made;
            }
            return Optional.of(made);
        } catch (Throwable unexplained) {
            return Optional.empty();
        }
    }

    private @Nullable Made outline(long now) {
        Made before = outline;
        if (before != null && before.youngerThan(OUTLINE_NANOS, now)) {
            return before;
        }
        // One is enough to make it anew. Until the first is made, some make one of their own rather than go without.
        int permits = before == null ? 1 : MOST_OUTLINING;
        if (!outlining.tryAcquire(permits)) {
            return before;
        }
        try {
            Made made = new Made(explainer.outline(), now);
            outline = made;
            return made;
        } finally {
            outlining.release(permits);
        }
    }
}
