package dev.dbpool.benchmarks.load;

/** How it went for one caller. */
public enum Ending {
    /** Not ended when the run was over. */
    PENDING,
    /** The database did his work, in time or not. */
    WORKED,
    /** Sent away to protect the others. */
    REFUSED,
    /** Waited for a connection until his time was up. */
    TIMED_OUT,
    /** Got an exception that is no {@code SQLException} instead of a connection: a fault of the pool or of its front. */
    BROKEN,
    /** Got a connection, but the work failed: a fault of the measurement. */
    FAILED
}
