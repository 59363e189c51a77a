package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
    private static Connection connect(PostgresServer server, String application) throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl() + "?sslmode=disable&connectTimeout=5&socketTimeout=10&ApplicationName=" + application,
                PostgresServer.USER,
                PostgresServer.PASSWORD);
    }

    @Test
    void wrongPasswordIsRefusedAndLogged() {
        PostgresServer server = PostgresServer.shared();
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, "wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.log().count("password authentication failed for user \"app\""))
                        .isPositive());
    }

    @Test
    void sessionsAreCountedByApplicationAndByUser() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        server.sessions().createRole("counted", "counted-password", 2);
        try (Connection one = connect(server, "counting");
                Connection two = connect(server, "counting")) {
            assertThat(server.sessions("counting")).isEqualTo(2);
            assertThat(server.sessionsOf("counted")).isZero();
            assertThat(server.sessions().terminateBackends("counting")).isEqualTo(2);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.sessions("counting")).isZero());
            assertThat(one.isValid(5)).isFalse();
            assertThat(two.isValid(5)).isFalse();
        }
    }

    @Test
    void connectionLimitOfARoleIsReal() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        server.sessions().createRole("limited", "it's limited", 1);
        try (Connection only = DriverManager.getConnection(server.jdbcUrl(), "limited", "it's limited")) {
            assertThat(server.sessionsOf("limited")).isEqualTo(1);
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), "limited", "it's limited"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"));
            assertThat(only.isValid(5)).isTrue();
        }
    }

    @Test
    void administratorGetsInWhenAllConnectionsAreTaken() throws SQLException {
        try (PostgresServer server =
                PostgresServer.start(Map.of("max_connections", "5", "superuser_reserved_connections", "3"))) {
            try (Connection one = connect(server, "full");
                    Connection two = connect(server, "full")) {
                assertThatThrownBy(() -> connect(server, "full"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("53300"));
                assertThat(server.sessions("full")).isEqualTo(2);
                assertThat(one.isValid(5) && two.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void restartsOnTheSamePortWithItsData() throws SQLException {
        try (PostgresServer server = PostgresServer.start()) {
            server.sessions().createDatabase("kept", PostgresServer.USER);
            try (Connection before = connect(server, "restarting")) {
                server.restart();
                assertThatThrownBy(() -> before.createStatement().execute("select 1"))
                        .isInstanceOf(SQLException.class);
            }
            server.admin("kept").close();
            connect(server, "restarted").close();
            server.stopImmediate();
            assertThat(server.running()).isFalse();
            assertThatThrownBy(() -> connect(server, "down")).hasMessageContaining("refused");
            server.startAgain();
            server.admin("kept").close();
            assertThat(server.log().count("was not properly shut down")).isEqualTo(1);
        }
    }

    @Test
    void pausedBackendSaysNothingUntilItIsResumed() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        try (Connection connection = connect(server, "pausing")) {
            int pid = server.sessions().pidsOfApplication("pausing").get(0);
            connection.setNetworkTimeout(Runnable::run, 300);
            try (var paused = server.pauseBackend(pid)) {
                assertThat(connection.isValid(0)).isFalse();
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(server.sessions("pausing")).isZero());
    }

    @Test
    void closedServerLeavesNothingBehind() {
        PostgresServer server = PostgresServer.start();
        server.close();
        server.close();
        assertThat(server.running()).isFalse();
        assertThat(server.log().file().getParent()).doesNotExist();
    }
}
