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
        /** No connection is open, and no attempt has failed lately, as in a pool that was started lazily. */
        UNKNOWN,
        /** Every connection is in use, whatever the state of the database. */
        SATURATED,
        /**
         * Attempts to open a connection fail and none is idle. Where nobody waits and none need be kept ready, there
         * are no attempts, and some seconds after the last one this ends by itself: a probe must not keep away the very
         * traffic that would find the database up again.
         */
        DATABASE_DOWN,
        /** The pool is closed. */
        CLOSED
    }
}
