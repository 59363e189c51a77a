package dev.dbpool.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Keeps a session of PostgreSQL busy for the caller's hold time without using the processor, as a query does that waits
 * for a disk or a lock. The database can be made slower while the load runs.
 */
public final class Sleep implements Work {
    private static final double MICROS_PER_SECOND = 1e6;

    private volatile double slowness = 1;

    @Override
    public void run(Connection connection, int holdMicros) throws SQLException {
        try (PreparedStatement sleep = connection.prepareStatement("select pg_sleep(?)")) {
            sleep.setDouble(1, holdMicros * slowness / MICROS_PER_SECOND);
            sleep.execute();
        }
    }

    /** From now on all work takes this many times as long. */
    public void slowDown(double factor) {
        slowness = factor;
    }
}
