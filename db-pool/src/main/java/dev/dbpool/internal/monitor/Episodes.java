package dev.dbpool.internal.monitor;

import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Periods in which callers fail for want of a connection: from when the first that fails began to wait until ten seconds
 * have passed without another, and connections are handed out again or nobody waits: callers that are more patient than
 * that may all be waiting still. Each is counted once, by its verdict, and told twice: when the verdict is known, and when
 * it is over.
 *
 * <p>{@link #callerFailed} may be called by any thread; the rest belongs to the monitor's thread, and {@link #close} to
 * whoever does the last round.
 */
final class Episodes {
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    /** So long the first report that names a cause is waited for, before it is told that there is none. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final MonitorListener listener;

    /** Callers that failed since the pool was opened; each adds one after it has set the times. */
    private final AtomicLong failures = new AtomicLong();

    private volatile long lastFailureNanos;

    /** How long the last that failed had waited. */
    private volatile long lastWaitNanos;

    private volatile boolean underWay;

    // The monitor's own.
    private long failuresBefore;
    private long beganNanos;
    private long noticedNanos;
    private long failuresSeen;
    private long handedOutThen;
    private boolean told;
    private final Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);

    Episodes(MonitorListener listener) {
        this.listener = listener;
    }

    /** A caller fails for want of a connection, after so long a wait. */
    void callerFailed(long now, long waitedNanos) {
        lastWaitNanos = waitedNanos;
        lastFailureNanos = now;
        failures.incrementAndGet();
    }

    /** Whether an episode is under way. Any thread may ask. */
    boolean underWay() {
        return underWay;
    }

    /** Whether a caller failed less than ten seconds ago. Any thread may ask. */
    boolean lately(long now) {
        return failures.get() > 0 && Math.abs(now - lastFailureNanos) <= CALM_NANOS;
    }

    /** Whether callers have failed lately; begins an episode if one of them is the first. */
    boolean failing(long now) {
        if (!underWay && failures.get() != failuresBefore) {
            told = false;
            noticedNanos = now;
            // Of the first, or of one that failed hardly later.
            beganNanos = lastFailureNanos - lastWaitNanos;
            verdicts.clear();
            underWay = true;
        }
        return underWay;
    }

    /** Tells what there is to tell, now that a report is made in the episode. */
    void round(long now, Report report) {
        // The other way round only if the clock has jumped back.
        boolean over = Math.abs(now - lastFailureNanos) > CALM_NANOS && recovered(report);
        if (!told && (over || names(report) || Math.abs(now - noticedNanos) > PATIENCE_NANOS)) {
            begin(report);
        }
        report.verdict().ifPresent(verdicts::add);
        if (over) {
            end(false);
        }
    }

    /** Nobody waits, or those who do see others being served since the last that failed. */
    private boolean recovered(Report report) {
        long failed = failures.get();
        if (failed != failuresSeen) {
            failuresSeen = failed;
            handedOutThen = report.now().handedOut();
        }
        return report.waiting().count() == 0 || report.now().handedOut() > handedOutThen;
    }

    /** A cause that was concluded from stacks alone may turn out to be another when PostgreSQL has been asked. */
    private static boolean names(Report report) {
        return report.verdict()
                .filter(verdict -> switch (verdict) {
                    case UNDETERMINED -> false;
                    case DATABASE_REFUSES, DATABASE_UNREACHABLE, POOL_CLOSED -> true;
                    default -> report.server().status() != ServerView.Status.NOT_ASKED;
                })
                .isPresent();
    }

    private void begin(Report report) {
        told = true;
        report.verdict().ifPresent(verdicts::add);
        listener.episodeBegan(report, failures.get() - failuresBefore);
    }

    private void end(boolean poolCloses) {
        long all = failures.get();
        long failed = all - failuresBefore;
        failuresBefore = all;
        underWay = false;
        Duration lasted = Duration.ofNanos(Math.max(0, lastFailureNanos - beganNanos));
        listener.episodeEnded(new Episode(lasted, failed, verdicts, poolCloses));
    }

    /** The pool closes: what is under way ends now, and is counted if it was not yet. */
    void close(long now, Supplier<Report> report) {
        if (failing(now) && !told) {
            begin(report.get());
        }
        if (underWay) {
            end(true);
        }
    }
}
