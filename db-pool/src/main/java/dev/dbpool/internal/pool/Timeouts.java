package dev.dbpool.internal.pool;

import java.time.Duration;
import java.time.Instant;

/** How long a caller can wait, in the unit of the clock; centuries are as good as for ever. */
public final class Timeouts {
    private Timeouts() {}

    /**
     * The timeout in nanoseconds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
        }
        return saturated(timeout);
    }

    /** What is left until then; nothing if it has passed. */
    public static long nanosUntil(Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        return left.isNegative() ? 0 : saturated(left);
    }

    public static long saturated(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException centuries) {
            return Long.MAX_VALUE;
        }
    }
}
