package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL refuses this user or does not know the database: trying again cannot help. The SQLState is the server's,
 * such as 28P01 or 3D000, or the driver's 08004 if a password is wanted and there is none; counted as error
 * {@code other}.
 */
public final class ConnectDeniedException extends SQLNonTransientConnectionException implements ConnectFailed {
    private static final long serialVersionUID = 1L;

    private final ConnectFailure reason;
    private final PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public ConnectDeniedException(
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
