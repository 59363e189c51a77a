package dev.dbpool.faults;

import static dev.dbpool.faults.PoolUnderTest.ACQUIRE_TIMEOUT;
import static dev.dbpool.faults.PoolUnderTest.LATE;
import static dev.dbpool.faults.PoolUnderTest.backendOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailed;
import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.Health;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.PostgresServer.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server goes away, in part or as a whole, and comes back. */
class OutageTest {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(Map.of("max_connections", "30"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRestartCostsNoCallerWhoComesAfterIt() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server)) {
            under.fill();
            PoolUnderTest.letThemRest();
            server.restart();
            assertThat(under.borrowOnce()).isPositive();
            under.recovers(server);
        }
    }

    @Test
    void whileTheServerIsDownCallersAreToldSoInTime() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server)) {
            under.fill();
            PoolUnderTest.letThemRest();
            server.stopImmediate();
            try {
                long millis = PoolUnderTest.millisOf(() -> assertThatThrownBy(under.pool::getConnection)
                        .isInstanceOf(ConnectFailedException.class)
                        .satisfies(failure ->
                                assertThat(((ConnectFailed) failure).reason()).isEqualTo(ConnectFailure.REFUSED)));
                assertThat(millis).isLessThan(ACQUIRE_TIMEOUT.plus(LATE).toMillis());
                assertThat(under.pool.health().status()).isEqualTo(Health.Status.DATABASE_DOWN);
            } finally {
                server.startAgain();
            }
            under.recovers(server);
            assertThat(under.pool.health().status()).isEqualTo(Health.Status.UP);
        }
    }

    @Test
    void anImmediateStopEndsWhatIsInUseWithOneErrorEach() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server);
                Connection idleInTransaction = under.pool.getConnection();
                Connection resting = under.pool.getConnection()) {
            idleInTransaction.setAutoCommit(false);
            backendOf(idleInTransaction);
            server.stopImmediate();
            try {
                assertThatThrownBy(() -> backendOf(idleInTransaction)).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> backendOf(resting)).isInstanceOf(SQLException.class);
            } finally {
                server.startAgain();
            }
            idleInTransaction.close();
            resting.close();
            under.recovers(server);
        }
    }

    @Test
    void terminatedIdleBackendsAreReplacedUnseen() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server)) {
            under.fill();
            PoolUnderTest.letThemRest();
            assertThat(server.sessions().terminateBackends(under.service)).isEqualTo(4);
            for (int i = 0; i < 8; i++) {
                assertThat(under.borrowOnce()).isPositive();
            }
            under.recovers(server);
            assertThat(under.counter("db_pool_invalid_connections")).isBetween(1.0, 4.0);
        }
    }

    @Test
    void aTerminatedActiveBackendCostsOneError() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server);
                Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            int pid = backendOf(connection);
            Thread killer = new Thread(() -> {
                await().until(() -> server.sessions()
                        .pidsOfApplication(under.service, "active")
                        .contains(pid));
                server.sessions().terminateBackend(pid);
            });
            killer.start();
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("57P01"));
            killer.join();
            connection.close();
            assertThat(under.borrowOnce()).isNotEqualTo(pid);
            under.recovers(server);
        }
    }

    @Test
    void aBackendTerminatedInATransactionCostsOneError() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server);
                Connection connection = under.pool.getConnection()) {
            connection.setAutoCommit(false);
            int pid = backendOf(connection);
            assertThat(server.sessions().terminateBackend(pid)).isTrue();
            assertThatThrownBy(() -> backendOf(connection)).isInstanceOf(SQLException.class);
            connection.close();
            assertThat(under.borrowOnce()).isNotEqualTo(pid);
            under.recovers(server);
        }
    }

    @Test
    void oneFrozenBackendDoesNotHoldUpTheOthers() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server)) {
            under.fill();
            PoolUnderTest.letThemRest();
            int frozen = server.sessions().pidsOfApplication(under.service).get(0);
            try (Pause pause = server.pauseBackend(frozen)) {
                for (int i = 0; i < 6; i++) {
                    long millis = PoolUnderTest.millisOf(
                            () -> assertThat(under.borrowOnce()).isNotEqualTo(frozen));
                    assertThat(millis).isLessThan(ACQUIRE_TIMEOUT.plus(LATE).toMillis());
                }
            }
            under.recovers(server);
        }
    }

    @Test
    void aFrozenPostmasterFailsNewSessionsAndNothingElse() throws Exception {
        try (PoolUnderTest under = PoolUnderTest.on(server)) {
            PoolUnderTest.letThemRest();
            try (Pause pause = server.pausePostmaster();
                    Connection first = under.pool.getConnection();
                    Connection second = under.pool.getConnection()) {
                assertThat(backendOf(first)).isNotEqualTo(backendOf(second));
                long millis = PoolUnderTest.millisOf(
                        () -> assertThatThrownBy(() -> under.pool.acquire(Duration.ofMillis(1_500)))
                                .isInstanceOf(SQLException.class));
                assertThat(millis).isLessThan(1_500 + LATE.toMillis());
            }
            under.recovers(server);
        }
    }

    @Test
    void aServerFilledBySomebodyElseIsNamedAndOvercome() throws Exception {
        try (PostgresServer small =
                PostgresServer.start(Map.of("max_connections", "8", "superuser_reserved_connections", "3"))) {
            try (PoolUnderTest under = PoolUnderTest.on(small, builder -> builder.minConnections(0))) {
                java.util.List<Connection> others = new java.util.ArrayList<>();
                under.pool.evictAll();
                try {
                    await().untilAsserted(() ->
                            assertThat(small.sessions(under.service)).isZero());
                    while (others.size() < 5) {
                        others.add(java.sql.DriverManager.getConnection(
                                small.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD));
                    }
                    assertThatThrownBy(() -> under.pool.acquire(Duration.ofMillis(500)))
                            .isInstanceOfSatisfying(ConnectFailedException.class, failure -> {
                                assertThat(failure.reason()).isEqualTo(ConnectFailure.TOO_MANY_CONNECTIONS);
                                assertThat(failure.getSQLState()).isEqualTo("53300");
                                assertThat(failure.getMessage()).contains("budget");
                            });
                } finally {
                    for (Connection other : others) {
                        other.close();
                    }
                }
                under.recovers(small);
            }
        }
    }
}
