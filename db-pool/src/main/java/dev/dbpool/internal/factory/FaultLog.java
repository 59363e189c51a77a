package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that sessions cannot be opened: when it begins, when the reason changes, every half minute while it
 * lasts, and when it is over. Not thread-safe: one attempt is under way at a time.
 */
final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
    private static final long AGAIN_AFTER = Duration.ofSeconds(30).toNanos();

    private final String service;
    private final LongSupplier nanoTime;
    private @Nullable ConnectFailure lastReason;
    private long lastSaidNanos;
    private int failures;

    FaultLog(String service, LongSupplier nanoTime) {
        this.service = service;
        this.nanoTime = nanoTime;
    }

    void failed(ConnectFault fault) {
        failures++;
        long now = nanoTime.getAsLong();
        if (fault.reason() != lastReason || now - lastSaidNanos >= AGAIN_AFTER) {
            lastReason = fault.reason();
            lastSaidNanos = now;
            LOG.warn(
                    "{}: no session with PostgreSQL at {} ({}, SQLState {}): {}. Failed attempts so far: {}",
                    service,
                    fault.where(),
                    fault.reason().label(),
                    fault.sqlState(),
                    fault.message(),
                    failures);
        }
    }

    void succeeded() {
        if (failures > 0) {
            int attempts = failures;
            failures = 0;
            lastReason = null;
            LOG.info("{}: PostgreSQL gives sessions again, after {} failed attempts", service, attempts);
        }
    }
}
