package dev.dbpool.internal.admission;

/** How asking for admission ended. */
public enum Entry {
    /** The caller has a permit and must give it back, whatever happens next. */
    ADMITTED,
    /** No permit came free in time. */
    TIMED_OUT,
    /** As many callers wait as may wait. */
    QUEUE_FULL,
    /** The pool is closed, or closed while the caller waited. */
    CLOSED
}
