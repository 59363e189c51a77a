package dev.dbpool.internal.diagnosis;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.stack.TaskKind;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that was collected at one instant, from which {@code Diagnosis} concludes. Immutable.
 *
 * @param held connections in use, longest held first, with their threads and backends
 * @param waiting who waits
 * @param server what PostgreSQL said
 * @param connecting failed or hanging attempts to open a session
 * @param history the pool over the last minutes, oldest first; the last one is now
 * @param troubled whether callers failed lately or are about to; without trouble nothing but leaks is found
 * @param closed whether the pool is closed
 * @param tasks who waits for a task, and who runs one
 * @param acquireTimeout how long callers wait by default
 * @param leakThreshold after which a hold may be a leak
 */
public record Evidence(
        List<HeldConnection> held,
        Waiting waiting,
        ServerView server,
        Optional<Connecting> connecting,
        List<PoolSample> history,
        boolean troubled,
        boolean closed,
        Tasks tasks,
        Duration acquireTimeout,
        Duration leakThreshold) {

    /**
     * Which kinds of tasks threads wait for, and which they run, by the ids of the threads.
     *
     * @param awaited by holders who wait for another thread, if their stacks say so
     * @param worked by callers who wait for a connection
     */
    public record Tasks(Map<Long, TaskKind> awaited, Map<Long, Set<TaskKind>> worked) {
        public static final Tasks NONE = new Tasks(Map.of(), Map.of());

        public Tasks {
            awaited = Map.copyOf(awaited);
            worked = Map.copyOf(worked);
        }
    }

    /**
     * Trouble in opening sessions.
     *
     * @param failure why the last attempt failed, if it did
     * @param message the server's or the driver's words, on one line
     * @param failedAgo since that failure
     * @param inFlightFor age of the attempt under way, zero if there is none
     */
    public record Connecting(
            Optional<ConnectFailure> failure, String message, Duration failedAgo, Duration inFlightFor) {}
}
