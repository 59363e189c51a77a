package dev.dbpool.internal.factory;

import dev.dbpool.fleet.ServerLimits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks the server how many connections it, the role and the database may have. */
final class ServerLimitsQuery {
    /** {@code reserved_connections} exists since PostgreSQL 16; -1 stands for no limit of a role or database. */
    private static final String SQL = """
            SELECT current_setting('max_connections')::int,
                   current_setting('superuser_reserved_connections')::int
                       + coalesce(current_setting('reserved_connections', true)::int, 0),
                   (SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user),
                   (SELECT datconnlimit FROM pg_database WHERE datname = current_database())
            """;

    private ServerLimitsQuery() {}

    static ServerLimits read(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            return new ServerLimits(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4));
        }
    }
}
