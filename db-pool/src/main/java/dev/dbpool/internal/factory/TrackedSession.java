package dev.dbpool.internal.factory;

import dev.dbpool.internal.factory.Watchdog.TimeUp;
import dev.dbpool.internal.metrics.SessionTally;
import dev.dbpool.internal.stack.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Socket;
import java.net.SocketAddress;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session of the driver's with its record of use. JDBC below, bookkeeping above. */
final class TrackedSession implements PhysicalConnection {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedSession.class);
    private static final VarHandle BUSY;
    private static final VarHandle HOLDING;

    static {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            BUSY = own.findVarHandle(TrackedSession.class, "busy", long.class);
            HOLDING = own.findVarHandle(TrackedSession.class, "holding", Holding.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** To say good-bye is a courtesy to the server; whoever closes must not wait long for a dead peer. */
    private static final long LONGEST_FAREWELL_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long a session may take to answer whose borrower may have left the driver waiting for the rest of a COPY. */
    private static final long EXPOSED_TEST_NANOS = Duration.ofMillis(500).toNanos();

    private final BaseConnection pg;
    private final Socket socket;
    private final SessionSet sessions;
    private final Watchdog watchdog;
    private final LongSupplier nanoTime;
    private final long settingNanos;
    private final long number;
    private final int backendPid;
    private final String name;
    private final BooleanSupplier outdated;
    private final long origin;

    // The two below are written only by the thread that has the connection, with release, not volatile, writes: a
    // reader that sees the write sees all before it, and no writer goes on to read something that depends on whether
    // its write has been seen. The next writer comes after this one by way of the engine, which publishes the session.

    /**
     * Idle: nanoseconds in use so far, times two. Lent: those less the time of the hand-out, times two, plus one.
     * One word, so that a scrape reads both together.
     */
    private volatile long busy;

    private volatile @Nullable Holding holding;

    /** Written before {@link #holding} by the thread that has the connection, so whoever sees the hold sees its count. */
    private long timesLent;

    /** Names its hold, because a reader may come when that one is over and the next has begun. */
    private volatile @Nullable NotedCallSite callSite;

    private volatile boolean suspect;

    /**
     * Whether the borrower asked for the driver's own connection, and so could leave a COPY unfinished. A borrower that
     * gets at it through a driver's statement is not noticed.
     */
    private volatile boolean exposed;

    // The two below are for the thread that has the connection, and pass on with it.

    private long lastUsedNanos;

    private @Nullable SessionTally tally;

    /** @param settingNanos how long the engine's change of a setting may take, in nanoseconds */
    TrackedSession(
            BaseConnection pg,
            Socket socket,
            SessionSet sessions,
            Watchdog watchdog,
            LongSupplier nanoTime,
            long settingNanos,
            String service,
            long number,
            BooleanSupplier outdated) {
        this.pg = pg;
        this.socket = socket;
        this.sessions = sessions;
        this.watchdog = watchdog;
        this.nanoTime = nanoTime;
        this.settingNanos = settingNanos;
        this.number = number;
        this.backendPid = pg.getBackendPID();
        this.name = "connection " + number + " of " + service + " (backend " + backendPid + ")";
        this.outdated = outdated;
        this.origin = nanoTime.getAsLong();
        this.lastUsedNanos = origin;
    }

    private record NotedCallSite(Holding of, CallSite place) {}

    // --- the record of use ---

    @Override
    public long number() {
        return number;
    }

    @Override
    public int backendPid() {
        return backendPid;
    }

    @Override
    public long timesLent() {
        return timesLent;
    }

    @Override
    public void noteCallSite(Holding of, CallSite place) {
        callSite = new NotedCallSite(of, place);
    }

    @Override
    public @Nullable CallSite callSite(Holding of) {
        NotedCallSite noted = callSite;
        return noted != null && noted.of() == of ? noted.place() : null;
    }

    @Override
    public @Nullable SessionTally tally() {
        return tally;
    }

    @Override
    public void countIn(SessionTally counter) {
        tally = counter;
    }

    @Override
    public void lendTo(Holding newHolding) {
        timesLent++;
        HOLDING.setRelease(this, newHolding);
        BUSY.setRelease(this, (((busy >> 1) - (newHolding.sinceNanos() - origin)) << 1) | 1);
    }

    @Override
    public void takeBack(long nowNanos) {
        BUSY.setRelease(this, ((busy >> 1) + (nowNanos - origin)) << 1);
        lastUsedNanos = nowNanos;
        HOLDING.setRelease(this, null);
        if (callSite != null) {
            callSite = null;
        }
    }

    @Override
    public @Nullable Holding holding() {
        return holding;
    }

    private boolean lent() {
        return (busy & 1) == 1;
    }

    @Override
    public long busyNanos(long nowNanos) {
        long read = busy;
        return (read & 1) == 1 ? (read >> 1) + (nowNanos - origin) : read >> 1;
    }

    @Override
    public long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** Of the server, or of what stands in its place. */
    @Nullable
    SocketAddress serverAddress() {
        return socket.getRemoteSocketAddress();
    }

    // --- tests and cleaning ---

    void becomeSuspect() {
        suspect = true;
    }

    @Override
    public boolean suspect() {
        return suspect;
    }

    @Override
    public boolean outdated() {
        return outdated.getAsBoolean();
    }

    @Override
    public Condition test(long timeoutNanos) {
        try {
            boolean valid = watchdog.limit(timeoutNanos, socket, () -> pg.isValid(0));
            suspect = false;
            return valid ? Condition.ALIVE : Condition.DEAD;
        } catch (TimeUp silence) {
            sessions.suspectTheIdle();
            return Condition.SILENT;
        } catch (Throwable failure) {
            LOG.debug("{} failed its test", name, failure);
            return Condition.DEAD;
        }
    }

    @Override
    public boolean restore(boolean resetSearchPath, boolean discardAll, long timeoutNanos) {
        try {
            if (exposed) {
                exposed = false;
                if (!watchdog.limit(Math.min(timeoutNanos, EXPOSED_TEST_NANOS), socket, () -> pg.isValid(0))) {
                    LOG.warn(
                            "{} is closed or does not answer after its borrower had the driver's connection; it is replaced",
                            name);
                    return false;
                }
            }
            boolean openTransaction = pg.getTransactionState() != TransactionState.IDLE;
            if (!openTransaction && !resetSearchPath && !discardAll) {
                return true;
            }
            watchdog.limit(timeoutNanos, socket, () -> {
                if (openTransaction) {
                    pg.execSQLUpdate("ROLLBACK");
                }
                if (discardAll) {
                    pg.execSQLUpdate("DISCARD ALL");
                } else if (resetSearchPath) {
                    pg.execSQLUpdate("RESET search_path");
                }
                return true;
            });
            return true;
        } catch (Throwable failure) {
            LOG.warn("{} could not be reset for the next borrower and is replaced: {}", name, failure.toString());
            return false;
        }
    }

    /** Ends the session at once, whatever it is doing. */
    void kill() {
        Watchdog.closeQuietly(socket);
        sessions.remove(this, nanoTime.getAsLong());
    }

    /** Has the server cancel what the session runs; also once it is killed, of which a busy server takes no notice. */
    void cancel() {
        try {
            pg.getQueryExecutor().sendQueryCancel();
        } catch (SQLException | RuntimeException failure) {
            LOG.debug("{} could not be cancelled", name, failure);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    // --- JDBC: what the engine calls; see shield() ---

    /** A call into the driver. */
    private interface Call<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** A call into the driver without a result. */
    private interface Command {
        void run() throws SQLException;
    }

    private <T extends @Nullable Object> T shield(Call<T> call) throws SQLException {
        try {
            return call.run();
        } catch (RuntimeException | Error unexpected) {
            if (lent()) {
                throw unexpected;
            }
            throw new SQLException(name + " failed: " + unexpected, "08006", unexpected);
        }
    }

    private void shielded(Command command) throws SQLException {
        shield(() -> {
            command.run();
            return true;
        });
    }

    /**
     * Changes a setting for which the driver may ask the server. When the engine does that, to undo what a borrower has
     * set, nobody sees the connection and no borrower's timeout is in force.
     */
    private void changeSetting(Command command) throws SQLException {
        if (lent()) {
            command.run();
        } else {
            shielded(() -> answeredInTime(command));
        }
    }

    private void answeredInTime(Command command) throws SQLException {
        try {
            watchdog.limit(settingNanos, socket, () -> {
                command.run();
                return true;
            });
        } catch (SQLException | RuntimeException failure) {
            throw failure;
        } catch (Exception silence) {
            sessions.suspectTheIdle();
            throw new SQLException(name + " did not answer while a setting was changed", "08006", silence);
        }
    }

    @Override
    public void close() {
        try {
            watchdog.limit(LONGEST_FAREWELL_NANOS, socket, () -> {
                pg.close();
                return true;
            });
        } catch (Exception | Error failure) {
            LOG.debug("{} did not close in good order", name, failure);
        } finally {
            kill();
        }
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        try {
            shielded(() -> pg.abort(executor));
        } finally {
            kill();
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return shield(pg::isClosed);
    }

    /**
     * The engine also tests on the thread of a caller that it is about to serve, without regard to that caller's
     * deadline. The pool tests by itself, with regard to it, right after; so here the engine gets a cheap answer.
     */
    @Override
    public boolean isValid(int timeoutSeconds) throws SQLException {
        if (!lent() && !(Thread.currentThread() instanceof PoolThread)) {
            return !isClosed();
        }
        return shield(() -> pg.isValid(timeoutSeconds));
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        changeSetting(() -> pg.setAutoCommit(autoCommit));
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        return shield(pg::getAutoCommit);
    }

    @Override
    public void commit() throws SQLException {
        shielded(pg::commit);
    }

    @Override
    public void rollback() throws SQLException {
        shielded(pg::rollback);
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        changeSetting(() -> pg.setReadOnly(readOnly));
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return shield(pg::isReadOnly);
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        shielded(() -> pg.setCatalog(catalog));
    }

    @Override
    public String getCatalog() throws SQLException {
        return shield(pg::getCatalog);
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        changeSetting(() -> pg.setTransactionIsolation(level));
    }

    /**
     * HikariCP asks the first session for the default level, takes a lost connection (08xxx) for an answer and from
     * then on sets every session to level -1, which the driver refuses: the pool would be dead. It believes other
     * states.
     */
    @Override
    public int getTransactionIsolation() throws SQLException {
        try {
            return shield(pg::getTransactionIsolation);
        } catch (SQLException failure) {
            if (lent()) {
                throw failure;
            }
            throw new SQLException(name + " does not tell its isolation level", "58030", failure);
        }
    }

    @Override
    public void clearWarnings() throws SQLException {
        shielded(pg::clearWarnings);
    }

    @Override
    public void setSchema(@Nullable String schema) throws SQLException {
        changeSetting(() -> pg.setSchema(schema));
    }

    @Override
    public @Nullable String getSchema() throws SQLException {
        return shield(pg::getSchema);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        shielded(() -> pg.setNetworkTimeout(executor, milliseconds));
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        return shield(pg::getNetworkTimeout);
    }

    @Override
    public Statement createStatement() throws SQLException {
        return shield(() -> pg.createStatement());
    }

    // --- JDBC: what only borrowers call ---

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return pg.createStatement(type, concurrency);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return pg.createStatement(type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return pg.prepareStatement(sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return pg.prepareStatement(sql, type, concurrency);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return pg.prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        return pg.prepareStatement(sql, autoGeneratedKeys);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
        return pg.prepareStatement(sql, columnIndexes);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
        return pg.prepareStatement(sql, columnNames);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return pg.prepareCall(sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return pg.prepareCall(sql, type, concurrency);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return pg.prepareCall(sql, type, concurrency, holdability);
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        return pg.nativeSQL(sql);
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return pg.getMetaData();
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return pg.getWarnings();
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        return pg.getTypeMap();
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        pg.setTypeMap(map);
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        pg.setHoldability(holdability);
    }

    @Override
    public int getHoldability() throws SQLException {
        return pg.getHoldability();
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return pg.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String savepoint) throws SQLException {
        return pg.setSavepoint(savepoint);
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        pg.rollback(savepoint);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        pg.releaseSavepoint(savepoint);
    }

    @Override
    public Clob createClob() throws SQLException {
        return pg.createClob();
    }

    @Override
    public Blob createBlob() throws SQLException {
        return pg.createBlob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        return pg.createNClob();
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        return pg.createSQLXML();
    }

    @Override
    public void setClientInfo(String key, @Nullable String value) throws SQLClientInfoException {
        pg.setClientInfo(key, value);
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        pg.setClientInfo(properties);
    }

    @Override
    public @Nullable String getClientInfo(String key) throws SQLException {
        return pg.getClientInfo(key);
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        return pg.getClientInfo();
    }

    @Override
    public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
        return pg.createArrayOf(typeName, elements);
    }

    @Override
    public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
        return pg.createStruct(typeName, attributes);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type == PhysicalConnection.class) {
            return type.cast(this);
        }
        exposed = true;
        return pg.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type == PhysicalConnection.class || pg.isWrapperFor(type) || Connection.class == type;
    }
}
