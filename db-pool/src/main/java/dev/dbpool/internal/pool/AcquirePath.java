package dev.dbpool.internal.pool;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.PoolClosedException;
import dev.dbpool.Priority;
import dev.dbpool.RejectReason;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.factory.ConnectFault;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PhysicalConnection.Condition;
import dev.dbpool.internal.holder.BorrowedConnection;
import dev.dbpool.internal.metrics.ErrorType;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.SessionTally;
import dev.dbpool.internal.monitor.PoolObserver;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The path of an acquisition: permit, connection from the engine, test, hand-out. {@link ReleasePath} is the way back.
 *
 * <p>Guarantees, on every path and whatever Throwable ends it: a permit taken is given back once; a connection polled is
 * handed out or discarded once; an acquisition started is counted once more when it ends; none ends later than its
 * timeout by more than one step of the engine and a millisecond.
 */
public final class AcquirePath {
    /** How long a caller stays in the engine before it looks again: the pool may be closed, the server may refuse. */
    private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();

    /** A session used more recently than this is not tested: a few lost to a crash cost less than a round trip each. */
    private static final long TRUSTED_NANOS = Duration.ofMillis(500).toNanos();

    /** The longest that one test may take, so that time is left for another connection. */
    private static final long TEST_NANOS = Duration.ofSeconds(2).toNanos();

    /** What a test gets of a caller that has no time left, or it would cut a session that is only a round trip away. */
    private static final long LEAST_TEST_NANOS = Duration.ofMillis(25).toNanos();

    /** The same for a session that is probably behind the same fault as one that did not answer. */
    private static final long SUSPECT_TEST_NANOS = Duration.ofMillis(100).toNanos();

    private final Admission admission;
    private final Engine engine;
    private final ConnectionFactory factory;
    private final PoolMetrics metrics;
    private final FailureMessages failures;
    private final PoolObserver observer;
    private final ReleasePath release;
    private final BooleanSupplier closed;
    private final LongSupplier nanoTime;
    private final boolean testAlways;

    AcquirePath(
            PoolSettings settings,
            Admission admission,
            Engine engine,
            ConnectionFactory factory,
            PoolMetrics metrics,
            FailureMessages failures,
            PoolObserver observer,
            ReleasePath release,
            BooleanSupplier closed,
            LongSupplier nanoTime) {
        this.admission = admission;
        this.engine = engine;
        this.factory = factory;
        this.metrics = metrics;
        this.failures = failures;
        this.observer = observer;
        this.release = release;
        this.closed = closed;
        this.nanoTime = nanoTime;
        this.testAlways = settings.testBeforeAcquire() == TestBeforeAcquire.ALWAYS;
    }

    /**
     * Takes a connection, or fails with the exception that callers of the pool get.
     *
     * @param priority null for that of the thread
     */
    public Connection acquire(long timeoutNanos, @Nullable Priority priority) throws SQLException {
        Begun recorded = observer.acquireBegan();
        long start = nanoTime.getAsLong();
        try {
            Connection connection = enter(start, timeoutNanos, priority);
            observer.acquireEnded(recorded, null);
            return connection;
        } catch (SQLException | RuntimeException | Error failure) {
            account(failure, nanoTime.getAsLong() - start);
            observer.acquireEnded(recorded, failure);
            throw failure;
        }
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

    private Connection enter(long start, long timeoutNanos, @Nullable Priority priority) throws SQLException {
        try {
            // Who need not queue has all of its time left, and is spared the clock that would say so.
            if (admission.enter(0, priority) == AdmissionResult.ADMITTED) {
                return fetch(start, timeoutNanos, timeoutNanos);
            }
            if (timeoutNanos > 0) {
                observer.acquireQueues();
            }
            return switch (admission.enter(timeoutNanos, priority)) {
                case ADMITTED -> fetch(start, timeoutNanos, start + timeoutNanos - nanoTime.getAsLong());
                case TIMED_OUT -> throw outOfTime(timeoutNanos);
                case QUEUE_FULL -> throw rejected(RejectReason.QUEUE_FULL, start, timeoutNanos);
                case HOPELESS -> throw rejected(RejectReason.DEADLINE, start, timeoutNanos);
                case OVERLOAD -> throw rejected(RejectReason.OVERLOAD, start, timeoutNanos);
                case CLOSED -> throw failures.closed();
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(nanoTime.getAsLong() - start, interrupted);
        } catch (RuntimeException torn) {
            // The engine, when it closes, also takes the session from a connection that it is just giving out.
            if (closed.getAsBoolean()) {
                throw failures.closed();
            }
            throw torn;
        }
    }

    private AcquireRejectedException rejected(RejectReason reason, long start, long timeoutNanos) {
        return failures.rejected(reason, nanoTime.getAsLong() - start, timeoutNanos, admission.retryAfterNanos());
    }

    /**
     * Mostly a connection is ready and the caller counts as having it from the moment it was admitted. If there is none,
     * or it must be tested first, the caller counts as waiting until it has one.
     *
     * @param left how much of the timeout is left
     */
    private Connection fetch(long start, long timeoutNanos, long left) throws SQLException, InterruptedException {
        Connection polled = null;
        boolean fetching = false;
        boolean handedOut = false;
        try {
            polled = oneIsReady() ? engine.poll(0) : null;
            BorrowedConnection borrowed = polled == null ? null : lendIfReady(polled);
            if (borrowed == null) {
                admission.beginsToFetch();
                fetching = true;
                Connection first = polled;
                polled = null;
                borrowed = poll(first, start, timeoutNanos, left);
                polled = borrowed.engineConnection();
                admission.fetched();
                fetching = false;
            }
            SessionTally tally = release.tallyOf(borrowed.physical());
            handedOut = true;
            tally.handedOut(borrowed.sinceNanos() - start);
            return borrowed;
        } finally {
            if (!handedOut) {
                giveUp(polled, fetching);
            }
        }
    }

    /** Probably. Permits that are parked count as taken, so that there may be more of them than sessions. */
    private boolean oneIsReady() {
        return admission.taken() <= engine.total() || engine.idle() > 0;
    }

    private void giveUp(@Nullable Connection polled, boolean fetching) {
        try {
            if (polled != null) {
                engine.discard(polled);
            }
        } finally {
            admission.leftEmptyHanded(fetching);
            release.closeSurplus();
        }
    }

    /**
     * A connection that is fit to be handed out.
     *
     * @param first what to begin with, if it is fit
     */
    private BorrowedConnection poll(@Nullable Connection first, long start, long timeoutNanos, long leftAtFirst)
            throws SQLException, InterruptedException {
        Connection polled = first;
        long left = leftAtFirst;
        while (true) {
            ConnectFault lasting = polled == null && factory.failing() ? lastingFault() : null;
            if (polled == null) {
                polled = engine.poll(lasting != null ? 0 : Math.min(left, SLICE_NANOS));
            }
            BorrowedConnection borrowed = polled == null ? null : lendIfFit(polled, start + timeoutNanos);
            if (borrowed != null) {
                return borrowed;
            }
            if (closed.getAsBoolean()) {
                throw failures.closed();
            }
            if (polled == null && lasting != null) {
                throw failures.connectFailed(lasting, nanoTime.getAsLong() - start);
            }
            if (Thread.interrupted()) {
                // On a virtual thread the interrupt may have broken the connection, and would break the next ones, too.
                throw new InterruptedException();
            }
            polled = null;
            left = start + timeoutNanos - nanoTime.getAsLong();
            if (left <= 0) {
                throw outOfTime(timeoutNanos);
            }
        }
    }

    /** Why waiting would be in vain: the server refuses for good and nobody is about to ask again. Null if it would not. */
    private @Nullable ConnectFault lastingFault() {
        return factory.fault()
                .filter(fault -> fault.reason().permanent() && !factory.attemptImminent())
                .orElse(null);
    }

    /**
     * Null if the connection must be tested first. One reading of the clock decides that and, if it need not, is the time
     * of the hand-out: what lies between are a few instructions.
     */
    private @Nullable BorrowedConnection lendIfReady(Connection polled) throws SQLException {
        PhysicalConnection session = polled.unwrap(PhysicalConnection.class);
        long now = nanoTime.getAsLong();
        return session.outdated() || mustTest(session, now) ? null : lend(polled, session, now);
    }

    private BorrowedConnection lend(Connection polled, PhysicalConnection session, long now) {
        BorrowedConnection borrowed = new BorrowedConnection(polled, session, release, Thread.currentThread(), now);
        session.lendTo(borrowed);
        observer.lent(session, borrowed);
        return borrowed;
    }

    /** Null if the connection was not fit; it is discarded then. */
    private @Nullable BorrowedConnection lendIfFit(Connection polled, long deadline) throws SQLException {
        boolean lent = false;
        boolean outdated = false;
        try {
            PhysicalConnection session = polled.unwrap(PhysicalConnection.class);
            outdated = session.outdated();
            if (outdated) {
                return null;
            }
            long now = nanoTime.getAsLong();
            if (mustTest(session, now)) {
                if (session.test(longestTest(session, deadline - now)) != Condition.ALIVE) {
                    return null;
                }
                now = nanoTime.getAsLong();
            }
            BorrowedConnection borrowed = lend(polled, session, now);
            lent = true;
            return borrowed;
        } finally {
            if (!lent) {
                dismiss(polled, outdated);
            }
        }
    }

    private boolean mustTest(PhysicalConnection session, long now) {
        return testAlways || session.suspect() || now - session.lastUsedNanos() >= TRUSTED_NANOS;
    }

    private static long longestTest(PhysicalConnection session, long left) {
        return Math.min(session.suspect() ? SUSPECT_TEST_NANOS : TEST_NANOS, Math.max(LEAST_TEST_NANOS, left / 2));
    }

    private void dismiss(Connection polled, boolean outdated) {
        engine.discard(polled);
        if (!outdated) {
            metrics.invalidConnection();
        }
    }

    /** Time is up. If the reason is that PostgreSQL gives no session, then say so. */
    private SQLException outOfTime(long timeoutNanos) {
        if (closed.getAsBoolean()) {
            return failures.closed();
        }
        boolean exhausted = admission.occupancy().exhausted();
        ConnectFault fault = factory.fault().orElse(null);
        if (fault != null && !exhausted) {
            return failures.connectFailed(fault, timeoutNanos);
        }
        return failures.timedOut(timeoutNanos);
    }
}
