package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * How long to wait after a failed attempt. Exponential with full jitter (Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog 2015), short enough that a pool is back within a second of its server; slower after a
 * rejected password: 3 attempts in the first 10 seconds, then one in 30, so that no account is locked.
 *
 * <p>Not thread-safe.
 */
final class Backoff {
    private static final long FIRST = Duration.ofMillis(50).toNanos();
    private static final long MOST = Duration.ofMillis(800).toNanos();
    private static final long SOON_AFTER_REJECTION = Duration.ofSeconds(4).toNanos();
    private static final long LONG_AFTER_REJECTION = Duration.ofSeconds(30).toNanos();
    private static final int QUICK_RETRIES_AFTER_REJECTION = 2;

    private final LongUnaryOperator randomBelow;
    private int failures;
    private int rejections;

    Backoff() {
        this(bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    Backoff(LongUnaryOperator randomBelow) {
        this.randomBelow = randomBelow;
    }

    /** Nanoseconds to wait before the next attempt. */
    long afterFailure(ConnectFailure reason) {
        if (reason == ConnectFailure.AUTH) {
            rejections++;
            long least = rejections <= QUICK_RETRIES_AFTER_REJECTION ? SOON_AFTER_REJECTION : LONG_AFTER_REJECTION;
            return least + randomBelow.applyAsLong(least / 8);
        }
        failures++;
        long ceiling = Math.min(MOST, FIRST << Math.min(failures - 1, 10));
        return randomBelow.applyAsLong(ceiling);
    }

    /** A session was opened, or the credentials have changed. */
    void reset() {
        failures = 0;
        rejections = 0;
    }
}
