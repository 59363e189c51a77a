package dev.dbpool;

import java.sql.SQLTransientConnectionException;

/**
 * The caller was interrupted while it waited, or already was and met a broken connection; its interrupt flag is set
 * again. SQLState 57014; counted as cancelled, not as an error.
 */
public final class AcquireInterruptedException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient PoolStats stats;

    /** As the pool makes it; public for the tests of services. */
    public AcquireInterruptedException(String message, PoolStats stats, InterruptedException cause) {
        super(message, "57014", cause);
        this.stats = stats;
    }

    /** The pool at the moment of the failure. */
    public PoolStats stats() {
        return stats;
    }
}
