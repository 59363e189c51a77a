package dev.dbpool.benchmarks.load;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection for one piece of work; closing gives it back, and its place in front of the pool with it. */
public interface Lease extends AutoCloseable {
    Connection connection();

    @Override
    void close() throws SQLException;
}
