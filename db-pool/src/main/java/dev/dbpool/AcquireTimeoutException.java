package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No connection came free in time. SQLState 08001; counted as error {@code timeout}.
 */
public final class AcquireTimeoutException extends SQLTransientConnectionException implements AcquireFailure {
    private static final long serialVersionUID = 1L;

    private final PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public AcquireTimeoutException(String message, PoolStats stats, Optional<Report> report) {
        super(message, "08001");
        this.stats = stats;
        this.report = report.orElse(null);
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
