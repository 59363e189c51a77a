package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PgBouncerTest {
    @Test
    void twoClientsShareOneServerConnection() throws SQLException {
        assumeTrue(
                PgBouncer.unavailable().isEmpty(), () -> PgBouncer.unavailable().orElse(""));
        try (PgBouncer bouncer = PgBouncer.start(PostgresServer.shared(), 1);
                Connection one = connect(bouncer);
                Connection two = connect(bouncer)) {
            assertThat(backend(one)).isEqualTo(backend(two));
            assertThat(bouncer.log().count("process up")).isEqualTo(1);
        }
    }

    private static Connection connect(PgBouncer bouncer) throws SQLException {
        return DriverManager.getConnection(
                bouncer.jdbcUrl() + "?prepareThreshold=0&connectTimeout=5&socketTimeout=10",
                PostgresServer.USER,
                PostgresServer.PASSWORD);
    }

    private static int backend(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
