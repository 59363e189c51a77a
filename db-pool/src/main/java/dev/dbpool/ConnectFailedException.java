package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No connection, because no session with PostgreSQL could be opened, also when the wait ran out meanwhile. The SQLState
 * is the server's or the driver's, else 08001; counted as error {@code other}.
 */
public final class ConnectFailedException extends SQLTransientConnectionException implements ConnectFailed {
    private static final long serialVersionUID = 1L;

    private final ConnectFailure reason;
    private final PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public ConnectFailedException(
            String message,
            String sqlState,
            ConnectFailure reason,
            PoolStats stats,
            Optional<Report> report,
            Throwable cause) {
        super(message, sqlState, cause);
        this.reason = reason;
        this.stats = stats;
        this.report = report.orElse(null);
    }

    @Override
    public ConnectFailure reason() {
        return reason;
    }

    @Override
    public PoolStats stats() {
        return stats;
    }

    @Override
    public Optional<Report> report() {
        return Optional.ofNullable(report);
    }
}
