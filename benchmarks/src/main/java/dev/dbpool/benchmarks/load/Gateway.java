package dev.dbpool.benchmarks.load;

import java.sql.SQLException;

/** A pool, with whatever stands in front of it, as callers see it. Thread-safe. */
public interface Gateway extends AutoCloseable {
    /**
     * Blocks as long as the pool lets callers wait.
     *
     * @throws RefusedException if the caller was sent away to protect the others
     * @throws SQLException if there was no connection in time
     */
    Lease acquire() throws SQLException;

    @Override
    void close();
}
