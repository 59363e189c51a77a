package dev.dbpool;

import java.sql.SQLTransientConnectionException;

/**
 * Admission refused the caller at once: as many callers wait as may wait. SQLState 53000; counted as rejected, not
 * as an error. Worth another try later, or an answer like HTTP 503.
 */
public final class AcquireRejectedException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;

    AcquireRejectedException(String message, PoolStats stats) {
        super(message, "53000");
        this.stats = stats;
    }

    /** The pool at the moment of the failure. */
    public PoolStats stats() {
        return stats;
    }
}
