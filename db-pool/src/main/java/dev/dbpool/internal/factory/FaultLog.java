package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that sessions cannot be opened: when it begins, when the reason changes, every half minute while it
 * lasts, and when it is over. Thread-safe; the log is written to outside the lock.
 */
final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
    private static final long AGAIN_AFTER = Duration.ofSeconds(30).toNanos();

    private final String service;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private @Nullable ConnectFailure lastReason;
    private long lastSaidNanos;
    private int failures;

    FaultLog(String service, LongSupplier nanoTime) {
        this.service = service;
        this.nanoTime = nanoTime;
    }

    void failed(ConnectFault fault) {
        int soFar = failuresToSay(fault.reason());
        if (soFar > 0) {
            LOG.warn(
                    "{}: no session with PostgreSQL at {} ({}, SQLState {}): {}. Failed attempts so far: {}",
                    service,
                    fault.where(),
                    fault.reason().label(),
                    fault.sqlState(),
                    fault.message(),
                    soFar);
        }
    }

    /** How many attempts have failed, if it is time to say so; 0 otherwise. */
    private synchronized int failuresToSay(ConnectFailure reason) {
        failures++;
        long now = nanoTime.getAsLong();
        if (reason == lastReason && now - lastSaidNanos < AGAIN_AFTER) {
            return 0;
        }
        lastReason = reason;
        lastSaidNanos = now;
        return failures;
    }

    void succeeded() {
        int attempts = forget();
        if (attempts > 0) {
            LOG.info("{}: PostgreSQL gives sessions again, after {} failed attempts", service, attempts);
        }
    }

    private synchronized int forget() {
        int attempts = failures;
        failures = 0;
        lastReason = null;
        return attempts;
    }
}
