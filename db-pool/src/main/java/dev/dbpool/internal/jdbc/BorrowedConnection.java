package dev.dbpool.internal.jdbc;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PhysicalConnection.Holding;
import dev.dbpool.internal.factory.SessionFate;
import dev.dbpool.internal.factory.SessionReset;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLXML;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection in a borrower's hands, and at the same time the record of who holds it since when: one allocation of
 * 40 bytes per acquisition. It lives from hand-out to return; the next borrower of the same session gets another one.
 *
 * <p><b>Assumes</b> that the session is lent to this object alone until the return path has it back.
 * <b>Guarantees</b> that the return path gets it exactly once, however often and from however many threads {@code close}
 * and {@code abort} are called; that no call which begins after that reaches the session, be it made on this object,
 * its statements, result sets or metadata; and that {@code getConnection()} on any of them is this object. A call that
 * is still running while another thread closes the connection cannot be called back: as with every pool, what it does
 * to the session is its borrower's fault. <b>Progress</b>: one atomic instruction per close, one volatile read per
 * call.
 *
 * <p>What it gave its borrower ends with it: statements, result sets, metadata, large objects and their streams,
 * savepoints, and what {@code unwrap} gives for an interface of the driver's. Values read from rows stay readable: the
 * elements of an {@code Array}, the text of an {@code SQLXML}. {@code unwrap} to a class of the driver's gives the
 * driver's own object; the session is then not lent again. Errors
 * of the driver pass unchanged. Equality is identity, as for every JDBC connection. As thread-safe as the driver's
 * connection; {@code close}, {@code abort}, {@code isClosed} and the accessors may be called from any thread.
 */
public final class BorrowedConnection extends DelegatingConnection<Connection> implements Holding {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(BorrowedConnection.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int RETURNED = 1;
    private static final int MUST_DISCARD = 2;
    private static final int READ_ONLY = 4;
    private static final int LOST = 8;
    private static final int RECLAIMED = 16;

    /** From here on the bits of {@link SessionReset}. */
    private static final int CHANGED_SHIFT = 8;

    private final PhysicalConnection physical;
    private final ReturnPath returnPath;
    private final Thread borrower;
    private final long sinceNanos;

    /** The bits above. Written through {@link #STATE} only, except that it begins at 0. */
    private volatile int state;

    /** The statement that was opened last and is still open; guarded by this object's monitor, as are their links. */
    private @Nullable BorrowedStatement<?> statements;

    /** Lends {@code physical} to {@code borrower} at {@code sinceNanos}. */
    public BorrowedConnection(PhysicalConnection physical, ReturnPath returnPath, Thread borrower, long sinceNanos) {
        this.physical = physical;
        this.returnPath = returnPath;
        this.borrower = borrower;
        this.sinceNanos = sinceNanos;
    }

    /** The session itself. */
    public PhysicalConnection physical() {
        return physical;
    }

    /** {@inheritDoc} It need not be the thread that uses the connection. */
    @Override
    public Thread borrower() {
        return borrower;
    }

    @Override
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Whether the session turned out to be unfit for the next borrower. */
    public boolean mustDiscard() {
        return (state & MUST_DISCARD) != 0;
    }

    /** What the borrower changed, in the bits of {@link SessionReset}. */
    public int changed() {
        return state >>> CHANGED_SHIFT;
    }

    boolean isReturned() {
        return (state & RETURNED) != 0;
    }

    void requireOpen() throws SQLException {
        if (isReturned()) {
            throw closed();
        }
    }

    /** What calls after the return fail with. */
    SQLException closed() {
        return new SQLNonTransientConnectionException(whyClosed(), "08003");
    }

    private String whyClosed() {
        if ((state & LOST) != 0) {
            return "connection is closed: its session was lost, as an earlier error of this connection said";
        }
        return (state & RECLAIMED) == 0
                ? "connection is closed"
                : "the pool has taken this connection back, because it looked leaked (reclaimLeaks): it was held for"
                        + " longer than leakThreshold and nothing ran on it. See docs/verdicts.md#leak";
    }

    @Override
    BorrowedConnection handle() {
        return this;
    }

    @Override
    Connection open() throws SQLException {
        requireOpen();
        return physical.driver();
    }

    /** A statement succeeded: the server was there when this hold began, or later. */
    void answered() {
        physical.answered(sinceNanos);
    }

    /** An error of the driver may cost the session; a session that is lost frees its place at once. */
    void noteFailure(SQLException failure) {
        switch (SessionFate.after(failure, physical, (state & READ_ONLY) != 0)) {
            case KEEP -> {}
            case TEST -> physical.becomeSuspect();
            case REPLACE -> raise(MUST_DISCARD);
            case LOST -> giveUp(LOST);
        }
    }

    /** Whether this call gave the connection up. */
    private boolean giveUp(int why) {
        for (int before = state; (before & RETURNED) == 0; before = state) {
            // One step with the return itself, so that this is said of no connection that its borrower closed.
            if (STATE.compareAndSet(this, before, before | RETURNED | why)) {
                if (why == RECLAIMED) {
                    returnPath.reclaimed(this);
                } else {
                    returnPath.discarded(this);
                }
                return true;
            }
        }
        return false;
    }

    /** The borrower may have kept something that would reach the session in the hands of the next. */
    void discardOnReturn() {
        raise(MUST_DISCARD);
    }

    private void raise(int bit) {
        if ((state & bit) == 0) {
            STATE.getAndBitwiseOr(this, bit);
        }
    }

    /** Before the call into the driver: one that fails half-way may have changed it all the same. */
    private Connection openToChange(int bit) throws SQLException {
        Connection open = open();
        raise(bit << CHANGED_SHIFT);
        return open;
    }

    private void clear(int bit) {
        STATE.getAndBitwiseAnd(this, ~bit);
    }

    // Why the return path is called exactly once. RETURNED is set by the method below and by giveUp(), and is never
    // cleared: clear() is called with READ_ONLY only. raise(), clear() and these two are atomic read-modify-writes of
    // the same int, so none undoes another's bit. All writes of one variable have one order. In it, the first that sets
    // RETURNED finds the bit clear, and every later one, on whichever thread, finds it set. So exactly one call gets a
    // state without RETURNED, and only that one goes on to the return path, on the one branch that its state chooses.
    //
    // Why no call that begins later reaches the session. Such a call reads the state after the winner's write, or at
    // least after the next borrower has begun, which comes after the return path's return of the session, which comes
    // after that write: the engine publishes the session safely. Either way the volatile read sees RETURNED. The flags
    // that the winner sees are all those raised before its own write, since it reads them in the same instruction.
    private int stateBeforeReturn() {
        return (int) STATE.getAndBitwiseOr(this, RETURNED);
    }

    /** Gives the connection back; if it has been given back already, does nothing. */
    @Override
    public void close() throws SQLException {
        int before = stateBeforeReturn();
        if ((before & RETURNED) != 0) {
            return;
        }
        if ((before & MUST_DISCARD) != 0) {
            returnPath.discarded(this);
        } else {
            returnPath.returned(this);
        }
    }

    /** Cuts the session and gives the connection up; if it has been given back already, does nothing. */
    @Override
    public void abort(Executor executor) throws SQLException {
        if (executor == null) {
            throw new SQLException("abort needs an executor, got null", "22004");
        }
        if ((stateBeforeReturn() & RETURNED) != 0) {
            return;
        }
        try {
            physical.driver().abort(executor);
        } catch (Throwable aborting) {
            try {
                returnPath.discarded(this);
            } catch (Throwable discarding) {
                aborting.addSuppressed(discarding);
            }
            throw aborting;
        }
        returnPath.discarded(this);
    }

    /**
     * Takes the connection away from its borrower, for the pool: what runs on it is cancelled, the session is given up,
     * and the borrower's later calls fail. Returns false, and does nothing, if it has been given back already. Blocks
     * for a second at the most.
     */
    public boolean reclaim() {
        return giveUp(RECLAIMED);
    }

    // --- open statements ---

    /** A statement was opened, which the pool closes if the borrower does not. */
    synchronized void opened(BorrowedStatement<?> statement) {
        statement.older = statements;
        if (statements != null) {
            statements.newer = statement;
        }
        statements = statement;
    }

    /** A statement is being closed. */
    synchronized void closed(BorrowedStatement<?> statement) {
        BorrowedStatement<?> newer = statement.newer;
        BorrowedStatement<?> older = statement.older;
        if (newer != null) {
            newer.older = older;
        } else if (statements == statement) {
            statements = older;
        }
        if (older != null) {
            older.newer = newer;
        }
        statement.newer = null;
        statement.older = null;
    }

    /**
     * Closes what the borrower left open, for the return path; the driver cancels a statement that still runs. Blocks for
     * that only.
     */
    public void closeStatements() throws SQLException {
        if (statements == null) {
            // The usual case, without the monitor: the thread that returns the connection has seen what was opened
            // before.
            return;
        }
        BorrowedStatement<?> left;
        synchronized (this) {
            left = statements;
            statements = null;
        }
        for (; left != null; left = left.older) {
            left.closeForPool();
        }
    }

    // --- what differs from the driver's connection ---

    private void requireOpenForClientInfo() throws SQLClientInfoException {
        if (isReturned()) {
            throw new SQLClientInfoException("connection is closed", "08003", Map.of());
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return isReturned() || physical.driver().isClosed();
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        boolean valid = !isReturned() && physical.driver().isValid(timeout);
        if (valid) {
            answered();
        }
        return valid;
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        openToChange(SessionReset.READ_ONLY).setReadOnly(readOnly);
        if (readOnly) {
            raise(READ_ONLY);
        } else {
            clear(READ_ONLY);
        }
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        openToChange(SessionReset.AUTO_COMMIT).setAutoCommit(autoCommit);
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        openToChange(SessionReset.ISOLATION).setTransactionIsolation(level);
    }

    @Override
    public void setSchema(@Nullable String schema) throws SQLException {
        openToChange(SessionReset.SCHEMA).setSchema(schema);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        openToChange(SessionReset.NETWORK_TIMEOUT).setNetworkTimeout(executor, milliseconds);
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        openToChange(SessionReset.HOLDABILITY).setHoldability(holdability);
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        openToChangeClientInfo().setClientInfo(name, value);
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        openToChangeClientInfo().setClientInfo(properties);
    }

    private Connection openToChangeClientInfo() throws SQLClientInfoException {
        requireOpenForClientInfo();
        raise(SessionReset.CLIENT_INFO << CHANGED_SHIFT);
        return physical.driver();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        T unwrapped = super.unwrap(type);
        if (unwrapped != this) {
            physical.unwrapped();
        }
        return unwrapped;
    }

    /** Made here, not read from a row. */
    @Override
    Array ours(Array drivers) {
        return new DelegatingArray<>(this, drivers);
    }

    /** Made here, and not yet written. */
    @Override
    SQLXML ours(SQLXML drivers) {
        return new DelegatingSQLXML<>(this, drivers);
    }

    /** A copy: the driver's would still be the session's after the return. */
    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        return new HashMap<>(open().getTypeMap());
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        openToChange(SessionReset.TYPE_MAP).setTypeMap(new HashMap<>(map));
    }

    /** A copy, as above. */
    @Override
    public Properties getClientInfo() throws SQLException {
        Properties copy = new Properties();
        copy.putAll(open().getClientInfo());
        return copy;
    }

    /** Names the session; holds no secret as long as the session's own text holds none. */
    @Override
    public String toString() {
        return (isReturned() ? "returned " : "borrowed ") + physical;
    }
}
