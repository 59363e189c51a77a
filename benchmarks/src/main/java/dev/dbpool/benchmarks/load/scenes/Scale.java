package dev.dbpool.benchmarks.load.scenes;

import java.time.Duration;

/** How thoroughly to measure. */
public enum Scale {
    /** For a look while working: few arms, short windows. */
    QUICK(Duration.ofSeconds(2), Duration.ofSeconds(6)),
    /** For the documents: everything. */
    FULL(Duration.ofSeconds(3), Duration.ofSeconds(8));

    private final Duration warmUp;
    private final Duration window;

    Scale(Duration warmUp, Duration window) {
        this.warmUp = warmUp;
        this.window = window;
    }

    /** Load before the window: until queues are as long as they get within the window. */
    Duration warmUp() {
        return warmUp;
    }

    Duration window() {
        return window;
    }

    /** As files of results call it. */
    public String label() {
        return this == QUICK ? "quick" : "full";
    }
}
