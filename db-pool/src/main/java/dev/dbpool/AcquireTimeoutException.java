package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No connection came free in time. SQLState 08001; counted as error {@code timeout}.
 */
public final class AcquireTimeoutException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public AcquireTimeoutException(String message, PoolStats stats, Optional<Report> report) {
        super(message, "08001");
        this.stats = stats;
        this.report = report.orElse(null);
    }

    /** The pool at the moment of the failure. */
    public PoolStats stats() {
        return stats;
    }

    /**
     * Why, with everything that was known; shared by all callers that failed for it. Empty for some of very many that
     * fail at the same instant before anything is known, and in a deserialized copy.
     */
    public Optional<Report> report() {
        return Optional.ofNullable(report);
    }
}
