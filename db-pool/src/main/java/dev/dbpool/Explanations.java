package dev.dbpool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.Holding;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PoolThread;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.internal.report.Explainer.Subject;
import dev.dbpool.internal.stack.ApplicationFrames;
import dev.dbpool.internal.stack.CallSites;
import dev.dbpool.internal.watch.Reclaimer;
import dev.dbpool.internal.watch.Watch;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What explains the line, as the line sees it: it is told what happens and asked why. Nothing that the line calls blocks
 * or throws. Thread-safe.
 */
final class Explanations implements AutoCloseable {
    private final PoolEvents events;
    private final CallSites callSites;
    private final Watch watch;

    Explanations(
            DbConfig config,
            Admission admission,
            ConnectionFactory factory,
            Readings readings,
            PoolMetrics metrics,
            PoolEvents events,
            BooleanSupplier closed,
            LongSupplier nanoTime) {
        ApplicationFrames application = new ApplicationFrames(config.callSiteIgnore());
        this.events = events;
        this.callSites = new CallSites(application, nanoTime.getAsLong());
        this.watch = new Watch(
                new Subject(config.service(), config.poolName(), config.acquireTimeout(), config.leakThreshold()),
                new PoolLine(readings, admission, closed, nanoTime),
                factory,
                application,
                callSites,
                new WatchNews(metrics, events, new WatchLog(config.service(), config.poolName())),
                config.reclaimLeaks() ? Optional.<Reclaimer>of(Explanations::reclaim) : Optional.empty(),
                PoolThread.called(PartSettings.threadPrefix(config) + "watch"),
                nanoTime);
    }

    private static boolean reclaim(Holding holding) throws SQLException {
        return holding instanceof BorrowedConnection borrowed && borrowed.reclaim();
    }

    /** An acquisition begins. What {@link #acquireEnded} wants. */
    @Nullable
    Object acquireBegan() {
        if (watch.asleep()) {
            watch.wake();
        }
        return events.acquireBegan();
    }

    /** It found no permit free and is about to queue. */
    void acquireQueues() {
        watch.callerQueues();
    }

    /** It ended, with a connection or with this failure. */
    void acquireEnded(@Nullable Object began, @Nullable Throwable failure) {
        if (began != null) {
            events.acquireEnded(
                    began, failure == null ? "connection" : failure.getClass().getSimpleName());
        }
    }

    /** A connection is handed out to the calling thread. */
    void lent(PhysicalConnection session, BorrowedConnection borrowed) {
        if (callSites.due(borrowed.sinceNanos())) {
            Object place = callSites.look(borrowed.sinceNanos());
            if (place != null) {
                session.noteCallSite(borrowed, place);
            }
        }
    }

    /** A caller fails for want of a connection, after so long a wait. What can be told of the cause without delay. */
    Optional<Report> callerFailed(long waitedNanos) {
        return watch.callerFailed(waitedNanos);
    }

    /** What can be told, without delay, to a caller who fails and whose failure says nothing about the pool. */
    Optional<Report> known() {
        return watch.known();
    }

    List<Holder> holders() {
        return watch.holders();
    }

    Report explain() {
        return watch.explain();
    }

    int leakSuspects() {
        return watch.leakSuspects();
    }

    @Override
    public void close() {
        watch.close();
    }
}
