package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Admission refused the caller at once: as many callers wait as may wait. SQLState 53000; counted as rejected, not
 * as an error. Worth another try later, or an answer like HTTP 503.
 */
public final class AcquireRejectedException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;
    private final transient @Nullable Report report;

    AcquireRejectedException(String message, PoolStats stats, Optional<Report> report) {
        super(message, "53000");
        this.stats = stats;
        this.report = report.orElse(null);
    }

    /** The pool at the moment of the failure. */
    public PoolStats stats() {
        return stats;
    }

    /** Why, with everything that was known; shared by all callers that failed for it. Empty if there was no time. */
    public Optional<Report> report() {
        return Optional.ofNullable(report);
    }
}
