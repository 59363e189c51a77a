package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.List;

/**
 * The callers who wait.
 *
 * @param count how many
 * @param longest how long the first of them has waited
 * @param callers some of them, longest wait first
 */
public record Waiting(int count, Duration longest, List<Caller> callers) {
    public Waiting {
        callers = List.copyOf(callers);
    }

    /** Nobody waits. */
    public static Waiting nobody() {
        return new Waiting(0, Duration.ZERO, List.of());
    }

    /**
     * One who waits.
     *
     * @param threadName the waiting thread
     * @param threadId its id
     * @param waitedFor how long it has waited
     * @param frames frames of the application, innermost first, as in {@link Activity#frames}; empty if not read
     */
    public record Caller(String threadName, long threadId, Duration waitedFor, List<String> frames) {
        public Caller {
            threadName = OneLine.of(threadName, OneLine.NAME);
            frames = frames.stream()
                    .map(frame -> OneLine.of(frame, OneLine.FRAME))
                    .toList();
        }
    }
}
