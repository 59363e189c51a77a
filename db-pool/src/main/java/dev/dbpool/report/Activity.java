package dev.dbpool.report;

import java.util.List;
import java.util.Optional;

/**
 * What a borrowing thread was doing when the report was made, read from its live stack.
 *
 * @param kind in one word
 * @param where the innermost frame of the application, if there is one
 * @param frames some frames of the application, innermost first
 */
public record Activity(Kind kind, Optional<String> where, List<String> frames) {
    public Activity {
        frames = List.copyOf(frames);
    }

    /** What a stack can show. */
    public enum Kind {
        /** The thread has ended. */
        GONE,
        /** The thread waits for its next task in a pool of threads; nothing of the application is on its stack. */
        IDLE_IN_EXECUTOR,
        /** Inside the driver: executing, or reading a result. */
        IN_DRIVER,
        /** Inside db-pool, waiting for a further connection of this pool. */
        WAITING_FOR_CONNECTION,
        /** Waiting for another thread's result: a future, a latch, a join. */
        WAITING_FOR_THREAD,
        /** Waiting for a lock or monitor inside this process. */
        WAITING_FOR_LOCK,
        /** In a network or file operation that is not the driver's, such as an HTTP call. */
        IN_OTHER_IO,
        /** Sleeping, or parked for a time. */
        SLEEPING,
        /** Running. */
        COMPUTING,
        /** The stack could not be read, or shows none of these. */
        UNKNOWN
    }
}
