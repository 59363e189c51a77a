package dev.dbpool.internal.pool;

import dev.dbpool.Priority;
import dev.dbpool.RejectReason;
import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.factory.ConnectFault;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PhysicalConnection.Condition;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.monitor.PoolObserver;
import dev.dbpool.internal.slot.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An acquisition that has to wait, for a slot or for the test of its session.
 *
 * <table>
 * <caption>Steps, from what the acquisition has in hand</caption>
 * <tr><th>in hand</th><th>step</th><th>then</th></tr>
 * <tr><td>nothing</td><td>take an idle slot</td><td>a slot</td></tr>
 * <tr><td>nothing, none is idle</td><td>wait in the line</td><td>a slot, or the end: timeout, refusal, closed,
 *     interrupted</td></tr>
 * <tr><td>a slot, its session is trusted</td><td>hand out</td><td>the end</td></tr>
 * <tr><td>a slot, its session is outdated or has reached its lifetime</td><td>give back to be closed</td><td>nothing</td></tr>
 * <tr><td>a slot, its session answers a test</td><td>hand out</td><td>the end</td></tr>
 * <tr><td>a slot, its session does not answer</td><td>discard</td><td>nothing; it goes to the front of the line</td></tr>
 * </table>
 */
final class SlowAcquire {
    /** The longest that one test may take, so that time is left for another connection. */
    private static final long TEST_NANOS = Duration.ofSeconds(2).toNanos();

    /** For a caller that has no time left: less would cut a session that is only a round trip away. */
    private static final long LEAST_TEST_NANOS = Duration.ofMillis(25).toNanos();

    /** For a session marked suspect: another one has just timed out. */
    private static final long SUSPECT_TEST_NANOS = Duration.ofMillis(100).toNanos();

    /** What all slow acquisitions of a pool work with. */
    record Means(
            Engine engine,
            ConnectionFactory factory,
            PoolMetrics metrics,
            FailureMessages failures,
            PoolObserver observer,
            PoolState state,
            LongSupplier nanoTime) {}

    private final AcquirePath path;
    private final Means means;
    private final long start;
    private final long timeoutNanos;
    private final @Nullable Priority priority;

    /** The slot that the acquisition owns, if any. */
    private @Nullable Slot slot;

    /** Whether it had a slot before, and so goes to the front of the line. */
    private boolean hadSlot;

    /** @param slot one that was taken already */
    SlowAcquire(
            AcquirePath path,
            Means means,
            long start,
            long timeoutNanos,
            @Nullable Priority priority,
            @Nullable Slot slot) {
        this.path = path;
        this.means = means;
        this.start = start;
        this.timeoutNanos = timeoutNanos;
        this.priority = priority;
        this.slot = slot;
    }

    BorrowedConnection connection() throws SQLException {
        try {
            while (true) {
                Slot taken = slot != null ? slot : waitForSlot();
                slot = null;
                BorrowedConnection borrowed = testAndLend(taken);
                if (borrowed != null) {
                    return borrowed;
                }
                hadSlot = true;
                goOnOnlyIfSensible();
                slot = means.engine().tryTake(means.nanoTime().getAsLong());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw means.failures().interrupted(waited(), interrupted);
        }
    }

    private long waited() {
        return means.nanoTime().getAsLong() - start;
    }

    private long left() {
        return timeoutNanos - waited();
    }

    private void goOnOnlyIfSensible() throws SQLException, InterruptedException {
        if (means.state().closed()) {
            throw means.failures().closed();
        }
        if (Thread.interrupted()) {
            // On a virtual thread the interrupt may have broken the session, and would break the next ones, too.
            throw new InterruptedException();
        }
        if (left() <= 0) {
            throw outOfTime();
        }
    }

    // --- nothing in hand ---

    private Slot waitForSlot() throws SQLException, InterruptedException {
        if (means.state().closed()) {
            throw means.failures().closed();
        }
        ConnectFault lasting =
                means.engine().anyOpen() ? null : means.factory().lastingFault().orElse(null);
        if (lasting != null) {
            throw means.failures().connectFailed(lasting, waited());
        }
        if (timeoutNanos <= 0) {
            throw outOfTime();
        }
        means.observer().acquireQueues();
        Waiter waiter = means.engine().waiter(priority, start, timeoutNanos);
        AdmissionResult result = means.engine().await(waiter, hadSlot);
        Slot granted = waiter.granted();
        if (granted != null) {
            return granted;
        }
        throw refused(result);
    }

    private SQLException refused(AdmissionResult why) {
        return switch (why) {
            case TIMED_OUT -> outOfTime();
            case QUEUE_FULL -> rejected(RejectReason.QUEUE_FULL);
            case HOPELESS -> rejected(RejectReason.DEADLINE);
            case OVERLOAD -> rejected(RejectReason.OVERLOAD);
            case UNSERVABLE -> unservable();
            case CLOSED -> means.failures().closed();
            case ADMITTED -> throw new IllegalStateException("admitted without a slot");
        };
    }

    private SQLException rejected(RejectReason reason) {
        return means.failures()
                .rejected(reason, waited(), timeoutNanos, means.state().retryAfterNanos());
    }

    private SQLException unservable() {
        ConnectFault fault = means.factory().fault().orElse(null);
        return fault == null ? outOfTime() : means.failures().connectFailed(fault, waited());
    }

    /** Time is up. If the reason is that PostgreSQL gives no session, the caller is to know. */
    private SQLException outOfTime() {
        if (means.state().closed()) {
            return means.failures().closed();
        }
        boolean exhausted = means.state().exhausted();
        ConnectFault fault = means.factory().fault().orElse(null);
        if (fault != null && !exhausted) {
            return means.failures().connectFailed(fault, timeoutNanos);
        }
        return means.failures().timedOut(timeoutNanos);
    }

    // --- a slot in hand ---

    /** Null if the session was not fit; its slot is given back then. */
    private @Nullable BorrowedConnection testAndLend(Slot taken) {
        PhysicalConnection session = taken.session();
        long now = means.nanoTime().getAsLong();
        if (taken.mustGo(now)) {
            means.engine().retire(taken);
            return null;
        }
        if (!path.trusted(taken, now)) {
            if (!passesTest(taken, session, now)) {
                return null;
            }
            now = taken.provenNanos();
        }
        return path.lend(taken, start, now);
    }

    private boolean passesTest(Slot taken, PhysicalConnection session, long now) {
        boolean alive = false;
        means.engine().beginTest(taken);
        try {
            alive = session.test(longestTest(session, start + timeoutNanos - now)) == Condition.ALIVE;
        } finally {
            if (alive) {
                taken.proven(means.nanoTime().getAsLong());
                means.engine().endTest(taken);
            } else {
                means.engine().discard(taken);
                means.metrics().invalidConnection();
            }
        }
        return alive;
    }

    private static long longestTest(PhysicalConnection session, long left) {
        return Math.min(session.suspect() ? SUSPECT_TEST_NANOS : TEST_NANOS, Math.max(LEAST_TEST_NANOS, left / 2));
    }
}
