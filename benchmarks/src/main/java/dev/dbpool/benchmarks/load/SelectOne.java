package dev.dbpool.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The shortest round trip to the database; the hold time is whatever it takes. */
public final class SelectOne implements Work {
    @Override
    public void run(Connection connection, int holdMicros) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1");
                ResultSet row = select.executeQuery()) {
            if (!row.next() || row.getInt(1) != 1) {
                throw new SQLException("SELECT 1 did not answer 1");
            }
        }
    }
}
