package dev.dbpool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Counts periods, not callers: failures less than ten seconds apart belong to one episode. Thread-safe. */
final class ExhaustionEpisodes {
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final Runnable counter;

    /** When a caller last failed. Whoever moves it on by more than the calm begins an episode. */
    private final AtomicLong lastFailureNanos;

    ExhaustionEpisodes(LongSupplier nanoTime, Runnable counter) {
        this.nanoTime = nanoTime;
        this.counter = counter;
        this.lastFailureNanos = new AtomicLong(nanoTime.getAsLong() - CALM_NANOS - 1);
    }

    void callerFailed() {
        long now = nanoTime.getAsLong();
        if (now - lastFailureNanos.getAndSet(now) > CALM_NANOS) {
            counter.run();
        }
    }
}
