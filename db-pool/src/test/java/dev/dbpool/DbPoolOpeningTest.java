package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.SilentPort;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a pool opens: where it looks for a server, what it warns of, and what a refused opening leaves behind. */
class DbPoolOpeningTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static DbConfig.Builder config(String service) {
        return DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .maxConnections(3)
                .minConnections(1)
                .connectTimeout(Duration.ofSeconds(3))
                .acquireTimeout(Duration.ofSeconds(5));
    }

    private static DbPool open(DbConfig.Builder builder) throws SQLException {
        return DbPool.open(builder.build(), new PrometheusRegistry());
    }

    private static String hosts(int first, int second, String parameters) {
        return "postgres://" + PostgresServer.USER + ":" + PostgresServer.PASSWORD + "@127.0.0.1:" + first
                + ",127.0.0.1:" + second + "/" + PostgresServer.DATABASE + parameters;
    }

    private static int portOf(DbPool pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select inet_server_port()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static List<String> threadsOf(String service) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(service))
                .sorted()
                .toList();
    }

    // --- one registry, several pools ---

    /** spring-boot#1577: cached test contexts, and restarts that overlap, open a second pool of the service. */
    @Test
    void aSecondPoolOfTheSameServiceIsNumberedWithAWarning() throws SQLException {
        PrometheusRegistry registry = new PrometheusRegistry();
        try (Logs logs = Logs.capture();
                DbPool first = DbPool.open(config("cached").build(), registry);
                DbPool second = DbPool.open(config("cached").build(), registry)) {
            assertThat(portOf(first)).isEqualTo(portOf(second));
            assertThat(logs.of("dev.dbpool.DbPool"))
                    .filteredOn(line -> line.level().equals("WARN"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.text()).contains("cached", "pool=\"2\"", "poolName"));
        }
    }

    @Test
    void aSecondPoolThatIsToBeRefusedLeavesNothing() throws SQLException {
        PrometheusRegistry registry = new PrometheusRegistry();
        try (DbPool first = DbPool.open(config("twice").minConnections(0).build(), registry)) {
            DbConfig second =
                    config("twice").minConnections(3).refuseDuplicates(true).build();
            assertThatThrownBy(() -> DbPool.open(second, registry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("twice")
                    .hasMessageContaining("poolName")
                    .hasMessageContaining("another registry");
            // What is left belongs to the first pool.
            first.evictAll();
            await().untilAsserted(() -> assertThat(SERVER.sessions("twice")).isZero());
            assertThat(portOf(first)).isEqualTo(SERVER.port());
            await().untilAsserted(() -> assertThat(
                            threadsOf("db-pool-twice-").stream().filter(name -> name.endsWith("watchdog")))
                    .hasSizeLessThanOrEqualTo(1));
        }
        await().untilAsserted(() -> assertThat(threadsOf("db-pool-twice-")).isEmpty());
    }

    @Test
    void aSecondPoolWithANameStandsBesideTheFirst() throws SQLException {
        PrometheusRegistry registry = new PrometheusRegistry();
        try (DbPool first = DbPool.open(config("beside").build(), registry);
                DbPool second = DbPool.open(config("beside").poolName("reports").build(), registry);
                Connection held = second.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            assertThat(first.stats().active()).isZero();
            assertThat(second).hasToString("DbPool[beside/reports]");
            assertThat(registry.scrape("db_pool_waiting_acquires"::equals)
                            .get(0)
                            .getDataPoints())
                    .extracting(point -> point.getLabels().get("pool"))
                    .containsExactlyInAnyOrder(null, "reports");
        }
    }

    // --- a server that is not there yet ---

    @Test
    void aLazyPoolOpensWithoutAServerAndServesWhenItComes() throws SQLException {
        try (FaultProxy proxy = FaultProxy.to(SERVER)) {
            proxy.refuse();
            String url = PostgresServer.url(
                    proxy.port(), PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE);
            assertThatThrownBy(() -> open(config("eager").databaseUrl(url)))
                    .isInstanceOf(ConnectFailedException.class)
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("docs/troubleshooting.md#refused");
            // The thread of the last attempt has told of its failure, and may need a moment to end.
            await().untilAsserted(() -> assertThat(threadsOf("db-pool-eager-")).isEmpty());
            try (DbPool pool = open(config("lazy").databaseUrl(url).startLazily(true))) {
                ConnectFailedException none =
                        catchThrowableOfType(ConnectFailedException.class, () -> pool.acquire(Duration.ofMillis(500)));
                assertThat(none.reason()).isEqualTo(ConnectFailure.REFUSED);
                assertThat(none.getSQLState()).isEqualTo("08001");
                assertThat(pool.health().status()).isEqualTo(Health.Status.DATABASE_DOWN);
                assertThat(pool.health().message()).contains("127.0.0.1:" + proxy.port());
                proxy.heal();
                assertThat(portOf(pool)).isEqualTo(SERVER.port());
                await().until(() -> pool.health().status() == Health.Status.UP);
                assertThat(pool.stats().otherErrors()).isEqualTo(1);
            }
        }
    }

    // --- several hosts ---

    @Test
    void aFirstHostThatDoesNotAnswerLeavesTimeForTheSecond() throws SQLException {
        try (SilentPort dead = new SilentPort()) {
            String url = hosts(dead.port(), SERVER.port(), "");
            open(config("warm-up")).close(); // class loading is no part of the promise
            long start = System.nanoTime();
            try (DbPool pool = open(config("second-host").databaseUrl(url))) {
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3_300));
                assertThat(portOf(pool)).isEqualTo(SERVER.port());
            }
        }
    }

    @Test
    void aHostThatRefusesIsPassedByAndSoIsOneThatIsNoPrimary() throws SQLException {
        try (FaultProxy refusing = FaultProxy.to(SERVER);
                PostgresServer standby = PostgresServer.start(Map.of("default_transaction_read_only", "on"))) {
            refusing.refuse();
            try (DbPool pool = open(config("refused-first").databaseUrl(hosts(refusing.port(), SERVER.port(), "")))) {
                assertThat(portOf(pool)).isEqualTo(SERVER.port());
            }
            try (DbPool anyHost = open(config("any").databaseUrl(hosts(standby.port(), SERVER.port(), "")));
                    DbPool primary = open(config("primary")
                            .databaseUrl(hosts(standby.port(), SERVER.port(), "?targetServerType=primary")));
                    DbPool secondary = open(config("secondary")
                            .databaseUrl(hosts(SERVER.port(), standby.port(), "?target_session_attrs=read-only")))) {
                assertThat(portOf(anyHost)).isEqualTo(standby.port());
                assertThat(portOf(primary)).isEqualTo(SERVER.port());
                assertThat(portOf(secondary)).isEqualTo(standby.port());
            }
            assertThatThrownBy(() -> open(config("no-primary")
                            .databaseUrl(hosts(standby.port(), standby.port(), "?targetServerType=primary"))))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("127.0.0.1:" + standby.port());
        }
    }

    // --- warnings ---

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPoolThatCannotFitTheServerSaysSoOnce(boolean lazily) throws SQLException {
        String service = "oversized-" + lazily;
        try (Logs logs = Logs.capture();
                DbPool pool = open(config(service).maxConnections(500).startLazily(lazily))) {
            List<Connection> some = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                some.add(pool.getConnection());
            }
            for (Connection connection : some) {
                connection.close();
            }
            pool.evictAll();
            portOf(pool);
            assertThat(logs.matching(service + " wants 500 connections"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.level()).isEqualTo("WARN");
                        assertThat(line.text()).contains("max_connections 100", "53300", "lower maxConnections");
                    });
        }
    }

    @Test
    void aHostElsewhereWithoutVerificationIsWarnedOfOnce() throws SQLException {
        try (Logs logs = Logs.capture()) {
            DbConfig.Builder away = config("tls-warned").minConnections(0).startLazily(true);
            open(away.databaseUrl("postgres://u:p@db.example.invalid/app")).close();
            assertThat(logs.matching("tls-warned: sslmode=prefer does not verify that db.example.invalid"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.level()).isEqualTo("WARN"));
            open(config("tls-verified")
                            .minConnections(0)
                            .startLazily(true)
                            .databaseUrl("postgres://u:p@db.example.invalid/app?sslmode=verify-full"))
                    .close();
            open(config("tls-loopback")).close();
            assertThat(logs.matching("tls-(verified|loopback): sslmode")).isEmpty();
        }
    }
}
