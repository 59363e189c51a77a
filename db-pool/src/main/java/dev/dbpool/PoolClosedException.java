package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pool is closed, or was closed while the caller waited. SQLState 08003; counted as error {@code closed}.
 */
public final class PoolClosedException extends SQLNonTransientConnectionException implements AcquireFailure {
    private static final long serialVersionUID = 1L;

    private final PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public PoolClosedException(String message, PoolStats stats, Optional<Report> report) {
        super(message, "08003");
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
