package dev.dbpool.examples.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** What the demo asks of the database: it only reads, and needs no table and no right but to connect. */
final class Work {
    private Work() {}

    /** Keeps the connection busy for about this long. */
    static void query(Connection connection, Duration duration) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select count(*), pg_sleep(?) from generate_series(1, 1000)")) {
            query.setDouble(1, duration.toMillis() / 1e3);
            try (ResultSet row = query.executeQuery()) {
                row.next();
            }
        }
    }

    static String serverVersion(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion();
    }
}
