package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.util.List;
import java.util.Optional;

/**
 * What a borrowing thread was doing when the report was made, read from its live stack.
 *
 * @param kind in one word
 * @param where the innermost frame of the application, if there is one
 * @param frames frames of the application, innermost first; the last one is where the thread's work began
 * @param waitsForThread id of the thread that owns the lock or monitor that this one waits for, if the JVM knows it
 */
public record Activity(Kind kind, Optional<String> where, List<String> frames, Optional<Long> waitsForThread) {
    public Activity {
        where = where.map(frame -> OneLine.of(frame, OneLine.FRAME));
        frames = frames.stream().map(frame -> OneLine.of(frame, OneLine.FRAME)).toList();
    }

    /** An activity that waits for no thread, or for one that the JVM cannot name. */
    public Activity(Kind kind, Optional<String> where, List<String> frames) {
        this(kind, where, frames, Optional.empty());
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
