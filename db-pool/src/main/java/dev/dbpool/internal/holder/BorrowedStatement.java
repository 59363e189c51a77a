package dev.dbpool.internal.holder;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/**
 * A statement of a borrowed connection. Delegation only, with two additions: {@link #getConnection()} and the result
 * sets lead back to the {@link BorrowedConnection}, and once that has been returned every call fails, because the
 * driver's statement may outlive the borrower (the engine does not close those behind metadata and cursors).
 *
 * <p>The subclasses follow JDBC's own hierarchy of interfaces; {@code S} is the driver's side of it. Equality is
 * identity. As thread-safe as the driver's statement. {@code @NullUnmarked}: JDBC does not say which of its values may
 * be null, and they pass through here untouched.
 */
@NullUnmarked
class BorrowedStatement<S extends Statement> implements Statement {
    private final BorrowedConnection borrowed;
    private final S delegate;

    BorrowedStatement(BorrowedConnection borrowed, S delegate) {
        this.borrowed = borrowed;
        this.delegate = delegate;
    }

    /** The driver's statement, for a call while the connection is still the borrower's. */
    final S open() throws SQLException {
        borrowed.requireOpen();
        return delegate;
    }

    final BorrowedConnection borrowed() {
        return borrowed;
    }

    final ResultSet results(ResultSet produced) {
        return produced == null ? null : new BorrowedResultSet(borrowed, produced, this);
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        try {
            return results(open().executeQuery(sql));
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        try {
            return open().executeUpdate(sql);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        if (!borrowed.isReturned()) {
            delegate.close();
        }
    }

    @Override
    public int getMaxFieldSize() throws SQLException {
        return open().getMaxFieldSize();
    }

    @Override
    public void setMaxFieldSize(int max) throws SQLException {
        open().setMaxFieldSize(max);
    }

    @Override
    public int getMaxRows() throws SQLException {
        return open().getMaxRows();
    }

    @Override
    public void setMaxRows(int max) throws SQLException {
        open().setMaxRows(max);
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        open().setEscapeProcessing(enable);
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        return open().getQueryTimeout();
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        open().setQueryTimeout(seconds);
    }

    @Override
    public void cancel() throws SQLException {
        open().cancel();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        return open().getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        open().clearWarnings();
    }

    @Override
    public void setCursorName(String name) throws SQLException {
        open().setCursorName(name);
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        try {
            return open().execute(sql);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        return results(open().getResultSet());
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return open().getUpdateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return open().getMoreResults();
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        open().setFetchDirection(direction);
    }

    @Override
    public int getFetchDirection() throws SQLException {
        return open().getFetchDirection();
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        open().setFetchSize(rows);
    }

    @Override
    public int getFetchSize() throws SQLException {
        return open().getFetchSize();
    }

    @Override
    public int getResultSetConcurrency() throws SQLException {
        return open().getResultSetConcurrency();
    }

    @Override
    public int getResultSetType() throws SQLException {
        return open().getResultSetType();
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        open().addBatch(sql);
    }

    @Override
    public void clearBatch() throws SQLException {
        open().clearBatch();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        try {
            return open().executeBatch();
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        borrowed.requireOpen();
        return borrowed;
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        return open().getMoreResults(current);
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        return results(open().getGeneratedKeys());
    }

    @Override
    public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        try {
            return open().executeUpdate(sql, autoGeneratedKeys);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
        try {
            return open().executeUpdate(sql, columnIndexes);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql, String[] columnNames) throws SQLException {
        try {
            return open().executeUpdate(sql, columnNames);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        try {
            return open().execute(sql, autoGeneratedKeys);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public boolean execute(String sql, int[] columnIndexes) throws SQLException {
        try {
            return open().execute(sql, columnIndexes);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public boolean execute(String sql, String[] columnNames) throws SQLException {
        try {
            return open().execute(sql, columnNames);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        return open().getResultSetHoldability();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return borrowed.isReturned() || delegate.isClosed();
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        open().setPoolable(poolable);
    }

    @Override
    public boolean isPoolable() throws SQLException {
        return open().isPoolable();
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        open().closeOnCompletion();
    }

    @Override
    public boolean isCloseOnCompletion() throws SQLException {
        return open().isCloseOnCompletion();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return open().getLargeUpdateCount();
    }

    @Override
    public void setLargeMaxRows(long max) throws SQLException {
        open().setLargeMaxRows(max);
    }

    @Override
    public long getLargeMaxRows() throws SQLException {
        return open().getLargeMaxRows();
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        try {
            return open().executeLargeBatch();
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        try {
            return open().executeLargeUpdate(sql);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        try {
            return open().executeLargeUpdate(sql, autoGeneratedKeys);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
        try {
            return open().executeLargeUpdate(sql, columnIndexes);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
        try {
            return open().executeLargeUpdate(sql, columnNames);
        } catch (SQLException e) {
            borrowed.noteFailure(e);
            throw e;
        }
    }

    @Override
    public String enquoteLiteral(String val) throws SQLException {
        return open().enquoteLiteral(val);
    }

    @Override
    public String enquoteIdentifier(String identifier, boolean alwaysQuote) throws SQLException {
        return open().enquoteIdentifier(identifier, alwaysQuote);
    }

    @Override
    public boolean isSimpleIdentifier(String identifier) throws SQLException {
        return open().isSimpleIdentifier(identifier);
    }

    @Override
    public String enquoteNCharLiteral(String val) throws SQLException {
        return open().enquoteNCharLiteral(val);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) throws SQLException {
        return Unwrapping.offers(this, open(), iface);
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return Unwrapping.unwrap(this, open(), iface);
    }

    /** The driver's text: pgjdbc shows the SQL, for prepared statements with the parameters' values. */
    @Override
    public String toString() {
        return delegate.toString();
    }
}
