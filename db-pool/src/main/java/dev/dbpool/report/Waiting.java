package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.List;

/**
 * The callers who wait.
 *
 * @param count how many
 * @param longest how long the first of them has waited
 * @param shortest how long the last of them has waited, zero if that is not known
 * @param callers some of them, longest wait first
 */
public record Waiting(int count, Duration longest, Duration shortest, List<Caller> callers) {
    public Waiting {
        callers = List.copyOf(callers);
    }

    /** Of the last caller it is known how long it has waited if all are given. */
    public Waiting(int count, Duration longest, List<Caller> callers) {
        this(count, longest, shortestOf(count, callers), callers);
    }

    private static Duration shortestOf(int count, List<Caller> callers) {
        return callers.isEmpty() || callers.size() < count
                ? Duration.ZERO
                : callers.get(callers.size() - 1).waitedFor();
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
     * @param waitedFor since the acquisition began
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
