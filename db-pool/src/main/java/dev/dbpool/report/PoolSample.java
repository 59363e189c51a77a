package dev.dbpool.report;

import java.time.Duration;
import java.time.Instant;

/**
 * The pool at one instant: levels, and counts since it was opened.
 */
public final class PoolSample {
    private final Instant at;
    private final Duration uptime;
    private final int active;
    private final int idle;
    private final int max;
    private final int waiting;
    private final Duration connectingFor;
    private final long started;
    private final long handedOut;
    private final long failed;
    private final long rejected;
    private final Duration busy;

    /** With all figures. This constructor stays when a figure is added. */
    public PoolSample(
            Instant at,
            Duration uptime,
            int active,
            int idle,
            int max,
            int waiting,
            Duration connectingFor,
            long started,
            long handedOut,
            long failed,
            long rejected,
            Duration busy) {
        this.at = at;
        this.uptime = uptime;
        this.active = active;
        this.idle = idle;
        this.max = max;
        this.waiting = waiting;
        this.connectingFor = connectingFor;
        this.started = started;
        this.handedOut = handedOut;
        this.failed = failed;
        this.rejected = rejected;
        this.busy = busy;
    }

    /** Wall-clock time, for reading beside logs. */
    public Instant at() {
        return at;
    }

    /** Since the pool was opened, on the monotonic clock; differences between samples are taken from this. */
    public Duration uptime() {
        return uptime;
    }

    /** Connections in use. */
    public int active() {
        return active;
    }

    /** Connections open and unused. */
    public int idle() {
        return idle;
    }

    /** Connections allowed. */
    public int max() {
        return max;
    }

    /** Callers waiting. */
    public int waiting() {
        return waiting;
    }

    /** Age of the connect attempt under way, zero if there is none. */
    public Duration connectingFor() {
        return connectingFor;
    }

    /** Acquisitions begun. */
    public long started() {
        return started;
    }

    /** Acquisitions that ended with a connection. */
    public long handedOut() {
        return handedOut;
    }

    /** Acquisitions that ended with an error. */
    public long failed() {
        return failed;
    }

    /** Acquisitions refused by admission. */
    public long rejected() {
        return rejected;
    }

    /** Connection-time in use, those still held included. */
    public Duration busy() {
        return busy;
    }
}
