package dev.dbpool.internal.admission;

/** How asking for admission ended. */
public enum AdmissionResult {
    /** The caller has a permit and must give it back, whatever happens next. */
    ADMITTED,
    /** No permit came free in time. */
    TIMED_OUT,
    /** As many callers wait as may wait, and none of a lower priority is among them; or one of a higher priority came. */
    QUEUE_FULL,
    /** So many are ahead that the caller's time would be over long before its turn. */
    HOPELESS,
    /** More callers come than can be served, and this one is among those that are shed. */
    OVERLOAD,
    /** The pool is closed, or closed while the caller waited. */
    CLOSED
}
