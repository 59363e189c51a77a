package dev.dbpool.benchmarks.load;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A pool of connections that do nothing, with permits in order of arrival. */
final class FixedGateway implements Gateway {
    private static final Connection NOTHING = (Connection) Proxy.newProxyInstance(
            FixedGateway.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> null);

    private final Semaphore permits;
    private final long timeoutMillis;

    FixedGateway(int connections, long timeoutMillis) {
        this.permits = new Semaphore(connections, true);
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Lease acquire() throws SQLException {
        try {
            if (!permits.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new SQLException("timed out");
            }
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
        return new Lease() {
            @Override
            public Connection connection() {
                return NOTHING;
            }

            @Override
            public void close() {
                permits.release();
            }
        };
    }

    int free() {
        return permits.availablePermits();
    }

    @Override
    public void close() {}
}
