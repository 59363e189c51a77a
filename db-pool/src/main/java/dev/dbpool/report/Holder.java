package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection in use and who has it. Immutable; holds no reference to the thread.
 *
 * @param connectionId the pool's own number of the physical connection, as in its log lines
 * @param backendPid process id of its backend, as the driver knows it; behind a proxy it is the proxy's
 * @param threadName the borrowing thread, which need not be the one that uses the connection
 * @param threadId its id
 * @param heldFor how long it has been held
 * @param timesUsed hand-outs of this physical connection, this one included
 * @param callSite where in the application it was acquired, if this acquisition was one of those looked at
 */
public record Holder(
        long connectionId,
        int backendPid,
        String threadName,
        long threadId,
        Duration heldFor,
        long timesUsed,
        Optional<String> callSite) {
    public Holder {
        threadName = OneLine.of(threadName, OneLine.NAME);
        callSite = callSite.map(frame -> OneLine.of(frame, OneLine.FRAME));
    }

    /** The thread as reports show it: its name or, as virtual threads mostly have none, its id. */
    public String threadLabel() {
        return threadName.isBlank() ? "#" + threadId : threadName;
    }
}
