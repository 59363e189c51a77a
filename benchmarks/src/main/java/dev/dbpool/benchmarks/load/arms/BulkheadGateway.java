package dev.dbpool.benchmarks.load.arms;

import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.Lease;
import dev.dbpool.benchmarks.load.RefusedException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Resilience4j's semaphore, with as many permits as the pool has connections. */
final class BulkheadGateway implements Gateway {
    private final Gateway pool;
    private final Bulkhead bulkhead;

    BulkheadGateway(Gateway pool, Duration longestWait) {
        this.pool = pool;
        this.bulkhead = Bulkhead.of(
                "load",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(LoadArm.CONNECTIONS)
                        .maxWaitDuration(longestWait)
                        .build());
    }

    @Override
    public Lease acquire() throws SQLException {
        try {
            bulkhead.acquirePermission();
        } catch (BulkheadFullException full) {
            throw new RefusedException("the bulkhead is full", full);
        }
        try {
            return new PermittedLease(pool.acquire(), bulkhead);
        } catch (SQLException unserved) {
            bulkhead.onComplete();
            throw unserved;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private record PermittedLease(Lease lease, Bulkhead bulkhead) implements Lease {
        @Override
        public Connection connection() {
            return lease.connection();
        }

        @Override
        public void close() throws SQLException {
            try {
                lease.close();
            } finally {
                bulkhead.onComplete();
            }
        }
    }
}
