package dev.dbpool;

import java.sql.SQLTransientConnectionException;

/**
 * No connection came free in time. SQLState 08001; counted as error {@code timeout}.
 */
public final class AcquireTimeoutException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;

    AcquireTimeoutException(String message, PoolStats stats) {
        super(message, "08001");
        this.stats = stats;
    }

    /** The pool at the moment of the failure. */
    public PoolStats stats() {
        return stats;
    }
}
