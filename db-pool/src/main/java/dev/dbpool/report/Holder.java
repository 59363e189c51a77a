package dev.dbpool.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection in use and who has it. Immutable; holds no reference to the thread.
 */
public final class Holder {
    private final long connectionId;
    private final int backendPid;
    private final String threadName;
    private final long threadId;
    private final Duration heldFor;
    private final long timesUsed;
    private final Optional<String> callSite;

    /** With all figures. This constructor stays when a figure is added. */
    public Holder(
            long connectionId,
            int backendPid,
            String threadName,
            long threadId,
            Duration heldFor,
            long timesUsed,
            Optional<String> callSite) {
        this.connectionId = connectionId;
        this.backendPid = backendPid;
        this.threadName = OneLine.of(threadName, OneLine.NAME);
        this.threadId = threadId;
        this.heldFor = heldFor;
        this.timesUsed = timesUsed;
        this.callSite = callSite.map(frame -> OneLine.of(frame, OneLine.FRAME));
    }

    /** The pool's own number of the physical connection, as in its log lines. */
    public long connectionId() {
        return connectionId;
    }

    /** Process id of its backend, as the driver knows it; behind a proxy it is the proxy's. */
    public int backendPid() {
        return backendPid;
    }

    /** The borrowing thread, which need not be the one that uses the connection. */
    public String threadName() {
        return threadName;
    }

    /** Its id. */
    public long threadId() {
        return threadId;
    }

    /** How long it has been held. */
    public Duration heldFor() {
        return heldFor;
    }

    /** Hand-outs of this physical connection, this one included. */
    public long timesUsed() {
        return timesUsed;
    }

    /** Where in the application it was acquired, if this acquisition was one of those looked at. */
    public Optional<String> callSite() {
        return callSite;
    }

    /** The thread as reports show it: its name or, as virtual threads mostly have none, its id. */
    public String threadLabel() {
        return threadName.isBlank() ? "#" + threadId : threadName;
    }

    /** In one line, for logs. */
    @Override
    public String toString() {
        return "connection " + connectionId + " (backend " + backendPid + "), held for " + Amount.time(heldFor)
                + " by thread \"" + threadLabel() + "\""
                + callSite.map(place -> " at " + place).orElse("");
    }
}
