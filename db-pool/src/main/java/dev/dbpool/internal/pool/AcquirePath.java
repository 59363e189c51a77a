package dev.dbpool.internal.pool;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.PoolClosedException;
import dev.dbpool.Priority;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.metrics.ErrorType;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.SessionTally;
import dev.dbpool.internal.monitor.PoolObserver;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import dev.dbpool.internal.slot.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of an acquisition: a slot, its session, the hand-out.
 *
 * <p>Mostly an idle session that was used a moment ago is there, and taking its slot is all that there is to do. Everything
 * else is {@link SlowAcquire}'s, which is made only then. Guarantees, whatever Throwable ends an acquisition: a slot that was taken
 * is handed out or given back once; an acquisition is counted once when it ends.
 */
public final class AcquirePath {
    /** A session used more recently than this is not tested: a few lost to a crash cost less than a round trip each. */
    private static final long TRUSTED_NANOS = Duration.ofMillis(500).toNanos();

    private final Engine engine;
    private final ReleasePath releasePath;
    private final PoolMetrics metrics;
    private final PoolObserver observer;
    private final LongSupplier nanoTime;
    private final boolean testAlways;
    private final SlowAcquire.Means slowMeans;

    AcquirePath(
            Engine engine,
            ReleasePath releasePath,
            PoolMetrics metrics,
            PoolObserver observer,
            SlowAcquire.Means slowMeans,
            boolean testAlways,
            LongSupplier nanoTime) {
        this.engine = engine;
        this.releasePath = releasePath;
        this.metrics = metrics;
        this.observer = observer;
        this.slowMeans = slowMeans;
        this.testAlways = testAlways;
        this.nanoTime = nanoTime;
    }

    /**
     * A connection, or the reason why there is none.
     *
     * @param priority null for that of the thread
     */
    public Connection acquire(long timeoutNanos, @Nullable Priority priority) throws SQLException {
        Begun recorded = observer.acquireBegan();
        long start = nanoTime.getAsLong();
        try {
            Slot slot = engine.tryTake(start);
            long now = nanoTime.getAsLong();
            BorrowedConnection borrowed = slot != null && trusted(slot, now)
                    ? lend(slot, start, now)
                    : new SlowAcquire(this, slowMeans, start, timeoutNanos, priority, slot).connection();
            observer.acquireEnded(recorded, null);
            return borrowed;
        } catch (SQLException | RuntimeException | Error failure) {
            account(failure, nanoTime.getAsLong() - start);
            observer.acquireEnded(recorded, failure);
            throw failure;
        }
    }

    /** Whether the session can be handed out without a test. */
    boolean trusted(Slot slot, long now) {
        PhysicalConnection session = slot.session();
        return now - slot.provenNanos() < TRUSTED_NANOS && !testAlways && !session.suspect() && !session.outdated();
    }

    /** Hands the session in the slot to the calling thread. */
    BorrowedConnection lend(Slot slot, long start, long now) {
        boolean lent = false;
        try {
            PhysicalConnection session = slot.session();
            BorrowedConnection borrowed = new BorrowedConnection(session, releasePath, Thread.currentThread(), now);
            session.lendTo(borrowed);
            SessionTally tally = tallyOf(slot);
            lent = true;
            tally.handedOut(now - start);
            // Last, because it may look for the call site: the compiler spoils what comes after.
            observer.lent(session, borrowed);
            return borrowed;
        } finally {
            if (!lent) {
                engine.discard(slot);
            }
        }
    }

    private SessionTally tallyOf(Slot slot) {
        SessionTally tally = slot.tally();
        return tally != null ? tally : firstTallyOf(slot);
    }

    private SessionTally firstTallyOf(Slot slot) {
        SessionTally tally = metrics.newSession();
        slot.tally(tally);
        return tally;
    }

    private void account(Throwable failure, long nanos) {
        if (failure instanceof AcquireRejectedException rejected) {
            metrics.rejected(rejected.reason());
        } else if (failure instanceof AcquireInterruptedException) {
            metrics.cancelled();
        } else if (failure instanceof AcquireTimeoutException) {
            metrics.failed(ErrorType.TIMEOUT, nanos);
        } else if (failure instanceof PoolClosedException) {
            metrics.failed(ErrorType.CLOSED, nanos);
        } else {
            metrics.failed(ErrorType.OTHER, nanos);
        }
    }
}
