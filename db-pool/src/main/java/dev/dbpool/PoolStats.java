package dev.dbpool;

import java.io.Serializable;

/**
 * What a pool counted up to one instant. Immutable.
 *
 * <p>At rest {@code started = handedOut + timeouts + closedErrors + otherErrors + rejected + cancelled + waiting};
 * while callers come and go the sums may be apart by those that are on their way.
 */
public final class PoolStats implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String service;
    private final int max;
    private final int active;
    private final int idle;
    private final int waiting;
    private final long started;
    private final long handedOut;
    private final long timeouts;
    private final long closedErrors;
    private final long otherErrors;
    private final long rejected;
    private final long cancelled;

    /** With all figures. This constructor stays when a figure is added. */
    public PoolStats(
            String service,
            int max,
            int active,
            int idle,
            int waiting,
            long started,
            long handedOut,
            long timeouts,
            long closedErrors,
            long otherErrors,
            long rejected,
            long cancelled) {
        this.service = service;
        this.max = max;
        this.active = active;
        this.idle = idle;
        this.waiting = waiting;
        this.started = started;
        this.handedOut = handedOut;
        this.timeouts = timeouts;
        this.closedErrors = closedErrors;
        this.otherErrors = otherErrors;
        this.rejected = rejected;
        this.cancelled = cancelled;
    }

    /** The pool's service. */
    public String service() {
        return service;
    }

    /** How many connections may be in use at once. */
    public int max() {
        return max;
    }

    /** Connections handed out and not yet returned, or ready for a caller who is being served. */
    public int active() {
        return active;
    }

    /** Open connections that nobody holds. */
    public int idle() {
        return idle;
    }

    /** Callers that wait for a connection. */
    public int waiting() {
        return waiting;
    }

    /** Acquisitions begun since the pool opened. */
    public long started() {
        return started;
    }

    /** Acquisitions that ended with a connection. */
    public long handedOut() {
        return handedOut;
    }

    /** Acquisitions that ran out of time. */
    public long timeouts() {
        return timeouts;
    }

    /** Acquisitions that failed because the pool was closed. */
    public long closedErrors() {
        return closedErrors;
    }

    /** Acquisitions that failed for another reason, mostly because no session could be opened. */
    public long otherErrors() {
        return otherErrors;
    }

    /** Callers refused by admission. */
    public long rejected() {
        return rejected;
    }

    /** Callers interrupted while they waited. */
    public long cancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "PoolStats["
                + "service=" + service
                + ", max=" + max
                + ", active=" + active
                + ", idle=" + idle
                + ", waiting=" + waiting
                + ", started=" + started
                + ", handedOut=" + handedOut
                + ", timeouts=" + timeouts
                + ", closedErrors=" + closedErrors
                + ", otherErrors=" + otherErrors
                + ", rejected=" + rejected
                + ", cancelled=" + cancelled
                + "]";
    }
}
