package dev.dbpool.benchmarks.load;

import java.sql.SQLTransientConnectionException;

/** The caller was sent away, as opposed to having waited in vain until his time was up. */
public final class RefusedException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message, Throwable cause) {
        super(message, "53000", cause);
    }

    public RefusedException(String message) {
        super(message, "53000");
    }
}
