package dev.dbpool.benchmarks.load.arms;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL on this machine, which writes nothing to the disk for safety: the pools are measured, not it. */
public final class Database implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private Database(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Blocks for some seconds. */
    public static Database start() throws IOException {
        return new Database(EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "100")
                .start());
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?sslmode=disable";
    }

    String url() {
        return "postgres://" + USER + "@127.0.0.1:" + server.getPort() + "/postgres?sslmode=disable";
    }

    String user() {
        return USER;
    }

    /** A session without any pool. The caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), USER, "");
    }

    /** Of the server: {@code 18.6}. */
    public String version() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show server_version")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
