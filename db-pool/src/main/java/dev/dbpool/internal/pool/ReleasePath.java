package dev.dbpool.internal.pool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.admission.Occupancy;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.holder.BorrowedConnection;
import dev.dbpool.internal.holder.Custodian;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.SessionTally;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back of a connection: its session is reset, the hold ends, the engine gets the connection and the gate the
 * permit.
 *
 * <p>Assumes that one of the custodian's methods is called, once, per borrowed connection. Guarantees, whatever Throwable
 * ends it: the connection is released or discarded once, and the permit is given back once.
 */
final class ReleasePath implements Custodian {
    private static final Logger LOG = LoggerFactory.getLogger(ReleasePath.class);

    private final Admission admission;
    private final Engine engine;
    private final ConnectionFactory factory;
    private final PoolMetrics metrics;
    private final LongSupplier nanoTime;
    private final boolean resetOnReturn;
    private final long resetNanos;

    ReleasePath(
            PoolSettings settings,
            Admission admission,
            Engine engine,
            ConnectionFactory factory,
            PoolMetrics metrics,
            LongSupplier nanoTime) {
        this.admission = admission;
        this.engine = engine;
        this.factory = factory;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.resetOnReturn = settings.resetOnReturn();
        this.resetNanos = settings.connectTimeout().toNanos();
    }

    @Override
    public void returned(BorrowedConnection connection) {
        takeBack(connection, true);
    }

    @Override
    public void discarded(BorrowedConnection connection) {
        takeBack(connection, false);
    }

    @Override
    public void reclaimed(BorrowedConnection connection) {
        try {
            factory.cancel(connection.physical());
        } finally {
            takeBack(connection, false);
        }
    }

    private void takeBack(BorrowedConnection connection, boolean wanted) {
        PhysicalConnection session = connection.physical();
        boolean released = false;
        long held = 0;
        try {
            boolean fit = wanted && session.restore(connection.schemaChanged(), resetOnReturn, resetNanos);
            held = endHold(connection, session);
            if (fit) {
                engine.release(connection.engineConnection());
                released = true;
            }
        } catch (SQLException failure) {
            LOG.warn("{} could not be reset for the next borrower and is replaced", session, failure);
        } finally {
            try {
                if (!released) {
                    engine.discard(connection.engineConnection());
                }
            } finally {
                admission.returned(held);
                closeSurplus();
            }
        }
    }

    /**
     * Before the engine has the connection: then the session's books belong to its next borrower.
     *
     * @return how long it was held, in nanoseconds
     */
    private long endHold(BorrowedConnection connection, PhysicalConnection session) {
        long now = nanoTime.getAsLong();
        long held = now - connection.sinceNanos();
        session.takeBack(now);
        tallyOf(session).returned(held);
        return held;
    }

    /** What counts the holds of a session. Only for the thread that has the session. */
    SessionTally tallyOf(PhysicalConnection session) {
        SessionTally tally = session.tally();
        return tally != null ? tally : firstTallyOf(session);
    }

    private SessionTally firstTallyOf(PhysicalConnection session) {
        SessionTally tally = metrics.newSession();
        session.countIn(tally);
        return tally;
    }

    /** Closes idle connections for which there is no permit any more. */
    void closeSurplus() {
        if (engine.total() > admission.max()) {
            Occupancy now = admission.occupancy();
            engine.trim(Math.max(now.max(), now.inUse() + now.fetching()));
        }
    }
}
