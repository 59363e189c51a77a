package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lower half of the table in docs/decisions/0015: what SQL leaves in a session for the next borrower. */
class SessionLeftoversTest {
    /** What a borrower does, and a query that is true as long as it lasts. */
    static Stream<Arguments> leftovers() {
        return Stream.of(
                Arguments.of("SET", "SET statement_timeout = '77s'", "current_setting('statement_timeout') = '77s'"),
                Arguments.of(
                        "search_path", "SET search_path = pg_catalog", "current_setting('search_path') = 'pg_catalog'"),
                Arguments.of("role", "SET ROLE pg_monitor", "current_user = 'pg_monitor'"),
                Arguments.of(
                        "temporary table",
                        "CREATE TEMP TABLE left_over (n int)",
                        "to_regclass('pg_temp.left_over') IS NOT NULL"),
                Arguments.of(
                        "advisory lock",
                        "SELECT pg_advisory_lock(4711)",
                        "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())"),
                Arguments.of("LISTEN", "LISTEN left_over", "EXISTS (SELECT FROM pg_listening_channels())"),
                Arguments.of(
                        "cursor",
                        "DECLARE left_over CURSOR WITH HOLD FOR SELECT 1",
                        "EXISTS (SELECT FROM pg_cursors WHERE name = 'left_over')"),
                Arguments.of(
                        "PREPARE",
                        "PREPARE left_over AS SELECT 1",
                        "EXISTS (SELECT FROM pg_prepared_statements WHERE name = 'left_over')"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leftovers")
    void whatSqlLeavesStaysUnlessAResetIsAskedFor(String what, String command, String lasts) throws SQLException {
        try (DbPool pool = poolOfOne("leaves", false)) {
            execute(pool, command);
            assertThat(ask(pool, lasts)).as("without reset").isTrue();
        }
        try (DbPool pool = poolOfOne("resets", true)) {
            execute(pool, command);
            assertThat(ask(pool, lasts)).as("with reset").isFalse();
        }
    }

    /** ebean-datasource#104 */
    @Test
    void clientInfoIsAsAfterTheLogin() throws SQLException {
        for (boolean reset : new boolean[] {false, true}) {
            try (DbPool pool = poolOfOne("client-info", reset)) {
                try (Connection connection = pool.getConnection()) {
                    connection.setClientInfo("ApplicationName", "somebody");
                }
                assertThat(ask(pool, "current_setting('application_name') = 'client-info'"))
                        .isTrue();
            }
        }
    }

    /** ebean-datasource#104 */
    @Test
    void holdabilityIsAsAfterTheLogin() throws SQLException {
        try (DbPool pool = poolOfOne("holdability", false)) {
            int usual;
            try (Connection connection = pool.getConnection()) {
                usual = connection.getHoldability();
                connection.setHoldability(other(usual));
            }
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getHoldability()).isEqualTo(usual);
            }
        }
    }

    private static int other(int holdability) {
        return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT
                ? ResultSet.CLOSE_CURSORS_AT_COMMIT
                : ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    private static DbPool poolOfOne(String service, boolean reset) throws SQLException {
        DbConfig config = DbConfig.builder(service)
                .databaseUrl(PostgresServer.shared().url(PostgresServer.ADMIN, PostgresServer.PASSWORD, "postgres"))
                .maxConnections(1)
                .minConnections(1)
                .resetOnReturn(reset)
                .build();
        return DbPool.open(config, new PrometheusRegistry());
    }

    private static void execute(DbPool pool, String command) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static boolean ask(DbPool pool, String condition) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + condition)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
