package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pool is closed, or was closed while the caller waited. SQLState 08003; counted as error {@code closed}.
 */
public final class PoolClosedException extends SQLNonTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public PoolClosedException(String message, PoolStats stats, Optional<Report> report) {
        super(message, "08003");
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
