package dev.dbpool.benchmarks.load.arms;

import dev.dbpool.AcquireRejectedException;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.Lease;
import dev.dbpool.benchmarks.load.RefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;

/** A pool with nothing in front of it. */
final class PooledGateway implements Gateway {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DataSource pool;
    private final Closeable closing;

    PooledGateway(DataSource pool, Closeable closing) {
        this.pool = pool;
        this.closing = closing;
    }

    /** Opens all connections, so that none is opened under load. */
    PooledGateway warm() throws SQLException {
        Deque<Connection> all = new ArrayDeque<>();
        try {
            long begin = System.nanoTime();
            while (all.size() < LoadArm.CONNECTIONS) {
                try {
                    all.push(pool.getConnection());
                } catch (SQLException tooSlow) {
                    // A pool with a short timeout may need several to open all.
                    if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                        throw tooSlow;
                    }
                }
            }
        } finally {
            while (!all.isEmpty()) {
                all.pop().close();
            }
        }
        return this;
    }

    @Override
    public Lease acquire() throws SQLException {
        try {
            return new PooledLease(pool.getConnection());
        } catch (AcquireRejectedException refused) {
            throw new RefusedException("refused by the pool", refused);
        }
    }

    @Override
    public void close() {
        try {
            closing.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record PooledLease(Connection connection) implements Lease {
        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
