package dev.dbpool.benchmarks.peers;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** {@link StubDriver}, for the pools that want a {@code DataSource}; or what else gives connections. */
public final class StubDataSource implements DataSource {

    /** Where connections come from. */
    public interface Source {
        Connection next() throws SQLException;
    }

    private final Source source;

    /** Sessions of the stub. */
    public StubDataSource() {
        this(StubDriver::session);
    }

    StubDataSource(Source source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return source.next();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return source.next();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
