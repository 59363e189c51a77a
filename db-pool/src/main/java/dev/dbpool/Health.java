package dev.dbpool;

/**
 * How a pool is, told without borrowing a connection. Immutable.
 *
 * <p>A readiness probe may fail on {@link Status#DATABASE_DOWN}; a liveness probe should fail on none of them: to
 * restart a service because its pool is saturated, or its database away, makes matters worse.
 *
 * @param status the state in one word
 * @param message the state in one sentence
 * @param stats the numbers behind it
 */
public record Health(Status status, String message, PoolStats stats) {

    /** The states, told apart because they call for different action. */
    public enum Status {
        /** Connections can be had. */
        UP,
        /** No connection was opened yet and none has failed: a pool that was started lazily. */
        UNKNOWN,
        /** Every connection is in use; the database itself answers. */
        SATURATED,
        /** The last attempt to open a connection failed and no connection is idle. */
        DATABASE_DOWN,
        /** The pool is closed. */
        CLOSED
    }
}
