package dev.dbpool.report;

import java.time.Duration;
import java.util.List;

/**
 * The callers who wait.
 *
 * @param count how many
 * @param longest how long the first of them has waited
 * @param threads names of some, longest wait first
 */
public record Waiting(int count, Duration longest, List<String> threads) {
    public Waiting {
        threads = List.copyOf(threads);
    }
}
