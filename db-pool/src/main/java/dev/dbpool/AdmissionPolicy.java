package dev.dbpool;

/** In what order callers who have to wait are served, and for how long they may. */
public enum AdmissionPolicy {
    /** First come, first served, until the caller's timeout. */
    FIFO,
    /**
     * The same while all is well. When more callers come than can be served, the newest is served first and the others
     * are refused early, so that answers arrive while somebody still awaits them.
     */
    ADAPTIVE
}
