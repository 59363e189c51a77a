package dev.dbpool.benchmarks.peers;

import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A session without a server: what pools ask when they lend and take back is answered from a field, so that only the
 * pool is measured. Everything else, which {@link StubDriver} fills in, answers null, 0 or false.
 */
public abstract class StubConnection implements BaseConnection {
    private boolean autoCommit = true;
    private boolean readOnly;
    private int isolation = TRANSACTION_READ_COMMITTED;
    private boolean closed;

    /** For {@link StubDriver}'s subclass. */
    protected StubConnection() {}

    @Override
    public boolean isValid(int timeoutSeconds) {
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
    public Map<String, Class<?>> getTypeMap() {
        return Map.of();
    }

    @Override
    public TransactionState getTransactionState() {
        return TransactionState.IDLE;
    }

    @Override
    public Statement createStatement() {
        return StubDriver.make(Statement.class, this);
    }
}
