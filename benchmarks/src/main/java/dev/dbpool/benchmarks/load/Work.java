package dev.dbpool.benchmarks.load;

import java.sql.Connection;
import java.sql.SQLException;

/** What a caller does with his connection. Thread-safe. */
@FunctionalInterface
public interface Work {
    void run(Connection connection, int holdMicros) throws SQLException;
}
