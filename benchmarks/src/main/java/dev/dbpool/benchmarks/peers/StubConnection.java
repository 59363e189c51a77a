package dev.dbpool.benchmarks.peers;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.AutoSave;

/**
 * A session without a server: what pools ask when they lend and take back is answered from a field, so that only the
 * pool is measured. Everything else, which {@link StubDriver} fills in, answers null, 0 or false.
 */
public abstract class StubConnection implements BaseConnection {
    /** The driver's default. */
    private static final int PREPARE_THRESHOLD = 5;

    private static final LongAdder TESTS = new LongAdder();
    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private final int backendPid = SESSIONS.incrementAndGet();
    private boolean autoCommit = true;
    private boolean readOnly;
    private int isolation = TRANSACTION_READ_COMMITTED;
    private boolean closed;

    /** For {@link StubDriver}'s subclass. */
    protected StubConnection() {}

    /** How often sessions were tested since the JVM began. */
    public static long tests() {
        return TESTS.sum();
    }

    /** Of this session and no other. */
    @Override
    public int getBackendPID() {
        return backendPid;
    }

    @Override
    public boolean isWrapperFor(Class<?> face) {
        return face.isInstance(this);
    }

    @Override
    public <T> T unwrap(Class<T> face) {
        return face.cast(this);
    }

    @Override
    public boolean isValid(int timeoutSeconds) {
        TESTS.increment();
        return !closed;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void abort(@Nullable Executor executor) {
        closed = true;
    }

    @Override
    public void setAutoCommit(boolean wanted) {
        autoCommit = wanted;
    }

    @Override
    public boolean getAutoCommit() {
        return autoCommit;
    }

    @Override
    public void setReadOnly(boolean wanted) {
        readOnly = wanted;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void setTransactionIsolation(int level) {
        isolation = level;
    }

    @Override
    public int getTransactionIsolation() {
        return isolation;
    }

    @Override
    public TransactionState getTransactionState() {
        return TransactionState.IDLE;
    }

    @Override
    public int getHoldability() {
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public int getNetworkTimeout() {
        return 0;
    }

    @Override
    public Map<String, Class<?>> getTypeMap() {
        return Map.of();
    }

    @Override
    public String getClientInfo(String name) {
        return "stub";
    }

    @Override
    public int getPrepareThreshold() {
        return PREPARE_THRESHOLD;
    }

    @Override
    public int getDefaultFetchSize() {
        return 0;
    }

    @Override
    public AutoSave getAutosave() {
        return AutoSave.NEVER;
    }

    @Override
    public Statement createStatement() {
        return StubDriver.make(Statement.class, this);
    }
}
