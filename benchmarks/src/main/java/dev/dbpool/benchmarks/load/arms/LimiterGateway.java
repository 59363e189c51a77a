package dev.dbpool.benchmarks.load.arms;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.Lease;
import dev.dbpool.benchmarks.load.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;

/** Netflix's limiter: from the latencies that it sees it learns how many callers to let through; no others wait. */
final class LimiterGateway implements Gateway {
    private final Gateway pool;
    private final Limiter<Void> limiter;

    LimiterGateway(Gateway pool, Limit limit) {
        this.pool = pool;
        this.limiter = SimpleLimiter.newBuilder().limit(limit).build();
    }

    @Override
    @SuppressWarnings("NullAway") // SimpleLimiter has no contexts and hands on what it is given
    public Lease acquire() throws SQLException {
        Limiter.Listener listener =
                limiter.acquire(null).orElseThrow(() -> new RefusedException("the limit of callers is reached"));
        try {
            return new LimitedLease(pool.acquire(), listener);
        } catch (SQLException unserved) {
            listener.onDropped();
            throw unserved;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private record LimitedLease(Lease lease, Limiter.Listener listener) implements Lease {
        @Override
        public Connection connection() {
            return lease.connection();
        }

        @Override
        public void close() throws SQLException {
            try {
                lease.close();
            } finally {
                listener.onSuccess();
            }
        }
    }
}
