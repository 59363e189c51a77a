package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/**
 * The caller was interrupted while it waited, or already was and met a broken connection; its interrupt flag is set
 * again. SQLState 57014; counted as cancelled, not as an error.
 */
public final class AcquireInterruptedException extends SQLTransientConnectionException implements AcquireFailure {
    private static final long serialVersionUID = 1L;

    private final PoolStats stats;

    /** As the pool makes it; public for the tests of services. */
    public AcquireInterruptedException(String message, PoolStats stats, InterruptedException cause) {
        super(message, "57014", cause);
        this.stats = stats;
    }

    @Override
    public PoolStats stats() {
        return stats;
    }

    /** Empty: the cause lies with the caller. */
    @Override
    public Optional<Report> report() {
        return Optional.empty();
    }
}
