package dev.dbpool.internal.monitor;

import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import dev.dbpool.internal.stack.ApplicationFrames;
import dev.dbpool.internal.stack.CallSite;
import dev.dbpool.internal.stack.CallSites;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the paths of acquisition tell what happens, and ask why. Nothing that they call blocks or throws. Thread-safe.
 */
public final class PoolObserver implements AutoCloseable {
    private final PoolEvents events;
    private final CallSites callSites;
    private final PressureMonitor monitor;

    public PoolObserver(
            PoolSettings settings,
            ObservedPool pool,
            ConnectionFactory factory,
            PoolEvents events,
            Announcements announcements,
            LeakSuspects suspects,
            LongSupplier nanoTime) {
        ApplicationFrames application = new ApplicationFrames(settings.callSiteIgnore());
        this.events = events;
        this.callSites = new CallSites(application, nanoTime.getAsLong());
        this.monitor =
                new PressureMonitor(settings, pool, factory, application, callSites, announcements, suspects, nanoTime);
    }

    /** An acquisition begins. What {@link #acquireEnded} wants. */
    public @Nullable Begun acquireBegan() {
        if (monitor.asleep()) {
            monitor.wake();
        }
        return events.acquireBegan();
    }

    /** It found no permit free and is about to queue. */
    public void acquireQueues() {
        monitor.callerQueues();
    }

    /** It ended, with a connection or with this failure. */
    public void acquireEnded(@Nullable Begun began, @Nullable Throwable failure) {
        if (began != null) {
            events.acquireEnded(
                    began, failure == null ? "connection" : failure.getClass().getSimpleName());
        }
    }

    /** A connection is handed out to the calling thread. */
    public void lent(PhysicalConnection session, BorrowedConnection borrowed) {
        if (callSites.due(borrowed.sinceNanos())) {
            noteCallSite(session, borrowed);
        }
    }

    /** A method of its own because it is rare: with its body in the one above, an acquisition costs 6 % more. */
    private void noteCallSite(PhysicalConnection session, BorrowedConnection borrowed) {
        CallSite place = callSites.look(borrowed.sinceNanos());
        if (place != null) {
            session.noteCallSite(borrowed, place);
        }
    }

    /** A caller fails for want of a connection, after so long a wait. What can be told of the cause without delay. */
    public Optional<Report> callerFailed(long waitedNanos) {
        return monitor.callerFailed(waitedNanos);
    }

    /** What can be told, without delay, to a caller who fails and whose failure says nothing about the pool. */
    public Optional<Report> known() {
        return monitor.known();
    }

    /** What a caller that failed now would be told at once; for no caller. */
    public Report rehearsal() {
        return monitor.rehearsal();
    }

    /** Who holds which connection, longest held first. */
    public List<Holder> holders() {
        return monitor.holders();
    }

    /** A report as of now. Blocks while PostgreSQL is asked. */
    public Report explain() {
        return monitor.explain();
    }

    @Override
    public void close() {
        monitor.close();
    }
}
