package dev.dbpool.internal.engine;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Shows a connection source to HikariCP as the {@code DataSource} that it asks for. */
final class SourceDataSource implements DataSource {
    private final ConnectionSource source;

    SourceDataSource(ConnectionSource source) {
        this.source = source;
    }

    /** HikariCP keeps its slot and its thread only if nothing but an SQLException comes out. */
    @Override
    public Connection getConnection() throws SQLException {
        try {
            return source.open();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while opening a connection", "57014", interrupted);
        } catch (RuntimeException | Error unexpected) {
            throw new SQLException("opening a connection failed: " + unexpected, "08001", unexpected);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("credentials belong to the source");
    }

    /** HikariCP waits this long for its adder when it shuts down; the source has been told to stop by then. */
    @Override
    public int getLoginTimeout() {
        return 1;
    }

    /** HikariCP announces its own timeout here; the source has a better bound. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("logs go through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
