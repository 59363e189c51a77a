package dev.dbpool;

import java.sql.SQLNonTransientConnectionException;

/**
 * The pool is closed, or was closed while the caller waited. SQLState 08003; counted as error {@code closed}.
 */
public final class PoolClosedException extends SQLNonTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;

    PoolClosedException(String message, PoolStats stats) {
        super(message, "08003");
        this.stats = stats;
    }

    /** The pool at the moment of the failure. */
    public PoolStats stats() {
        return stats;
    }
}
