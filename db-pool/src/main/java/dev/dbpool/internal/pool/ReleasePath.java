package dev.dbpool.internal.pool;

import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.jdbc.ReturnPath;
import dev.dbpool.internal.metrics.SessionTally;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.text.ForeignFailure;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a connection from its borrower back to its slot.
 *
 * <p>Assumes that its methods are called once for each borrowed connection, which {@link BorrowedConnection} guarantees.
 * Guarantees that the slot is given back once, whatever Throwable comes in between.
 */
final class ReleasePath implements ReturnPath {
    private static final Logger LOG = LoggerFactory.getLogger(ReleasePath.class);

    private final Engine engine;
    private final ConnectionFactory factory;
    private final LongSupplier nanoTime;
    private final boolean resetOnReturn;
    private final long resetNanos;

    /** @param resetNanos the longest that making a session fit for the next borrower may take */
    ReleasePath(
            Engine engine, ConnectionFactory factory, boolean resetOnReturn, long resetNanos, LongSupplier nanoTime) {
        this.engine = engine;
        this.factory = factory;
        this.resetOnReturn = resetOnReturn;
        this.resetNanos = resetNanos;
        this.nanoTime = nanoTime;
    }

    @Override
    public void returned(BorrowedConnection connection) {
        boolean fit = false;
        try {
            fit = statementsAreClosed(connection)
                    && connection.physical().restore(connection.changed(), resetOnReturn, resetNanos);
        } finally {
            takeBack(connection, fit);
        }
    }

    /** A statement that another thread still runs is cancelled by that, and has ended then. */
    private static boolean statementsAreClosed(BorrowedConnection connection) {
        try {
            connection.closeStatements();
            return true;
        } catch (SQLException | RuntimeException | Error failure) {
            LOG.warn(
                    "{} is replaced: a statement that its borrower left open could not be closed: {}",
                    connection.physical(),
                    ForeignFailure.clean(failure.toString()));
            return false;
        }
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

    private void takeBack(BorrowedConnection connection, boolean fit) {
        PhysicalConnection session = connection.physical();
        Slot slot = engine.slot(session.slotIndex());
        boolean released = false;
        try {
            long now = nanoTime.getAsLong();
            long held = now - connection.sinceNanos();
            // DISCARD ALL was a round trip.
            endHold(slot, session, held, now, fit && resetOnReturn ? now : session.answeredNanos());
            if (fit) {
                released = true;
                engine.release(slot, held, now);
            }
        } finally {
            if (!released) {
                engine.discard(slot);
            }
        }
    }

    /** Before the slot is given back: then the session's books belong to its next borrower. */
    private static void endHold(Slot slot, PhysicalConnection session, long held, long now, long answered) {
        session.takeBack(now);
        slot.used(now, answered);
        SessionTally tally = slot.tally();
        if (tally != null) {
            tally.returned(held);
        }
    }
}
