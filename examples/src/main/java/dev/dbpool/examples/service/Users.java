package dev.dbpool.examples.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.StringJoiner;
import javax.sql.DataSource;

/** The users of the database server itself: they exist without a schema of ours. */
public final class Users {
    private final DataSource database;

    /** Asks this database; any {@code DataSource} would do. */
    public Users(DataSource database) {
        this.database = database;
    }

    /** Their names, as JSON. */
    public Reply all() throws SQLException {
        StringJoiner names = new StringJoiner(",", "[", "]\n");
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select to_json(usename)::text from pg_catalog.pg_user order by usename limit 100");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return Reply.json(names.toString());
    }
}
