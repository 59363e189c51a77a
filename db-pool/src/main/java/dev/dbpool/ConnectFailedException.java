package dev.dbpool;

import java.sql.SQLTransientConnectionException;

/**
 * No connection, because no session with PostgreSQL could be opened, also when the wait ran out meanwhile. The SQLState
 * is the server's or the driver's, else 08001; counted as error {@code other}.
 */
public final class ConnectFailedException extends SQLTransientConnectionException implements ConnectFailed {
    private static final long serialVersionUID = 1L;

    private final ConnectFailure reason;
    private final transient PoolStats stats;

    ConnectFailedException(String message, String sqlState, ConnectFailure reason, PoolStats stats, Throwable cause) {
        super(message, sqlState, cause);
        this.reason = reason;
        this.stats = stats;
    }

    @Override
    public ConnectFailure reason() {
        return reason;
    }

    @Override
    public PoolStats stats() {
        return stats;
    }
}
