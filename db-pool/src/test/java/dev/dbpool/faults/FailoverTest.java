package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailed;
import dev.dbpool.ConnectFailure;
import dev.dbpool.Health;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.SilentPort;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers, one of which takes over from the other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
    private static PostgresServer old;
    private static PostgresServer promoted;

    @BeforeAll
    static void start() {
        old = PostgresServer.start(Map.of());
        promoted = PostgresServer.shared();
    }

    @AfterAll
    static void stop() {
        old.close();
    }

    private static int portOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select setting::int from pg_settings where name = 'port'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void write(PoolUnderTest under) throws SQLException {
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists written (n int)");
            statement.execute("insert into written values (1)");
        }
    }

    private static String hosts(int... ports) {
        StringBuilder hosts = new StringBuilder();
        for (int port : ports) {
            hosts.append(hosts.length() == 0 ? "" : ",").append("127.0.0.1:").append(port);
        }
        return "postgres://" + PostgresServer.USER + ":" + PostgresServer.PASSWORD + "@" + hosts + "/"
                + PostgresServer.DATABASE;
    }

    @Test
    void everyConnectionLeavesTheServerThatBecameReadOnly() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(old);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            under.fill();
            write(under);
            old.sessions().execute("alter system set default_transaction_read_only = on");
            old.sessions().execute("select pg_reload_conf()");
            proxy.retarget(promoted);
            try {
                await().untilAsserted(() -> assertThatThrownBy(() -> write(under))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                failure -> assertThat(failure.getSQLState()).isEqualTo("25006")));
                under.pool.evictAll();
                for (int i = 0; i < 8; i++) {
                    write(under);
                }
                await().untilAsserted(
                                () -> assertThat(old.sessions(under.service)).isZero());
            } finally {
                old.sessions().execute("alter system reset default_transaction_read_only");
                old.sessions().execute("select pg_reload_conf()");
            }
            under.recovers(promoted);
        }
    }

    @Test
    void aLoginUnderWayWhenAllIsEvictedIsEvictedToo() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(old);
                PoolUnderTest under = PoolUnderTest.behind(
                        proxy,
                        builder -> builder.connectTimeout(Duration.ofSeconds(5)).minConnections(1))) {
            try (Connection only = under.pool.getConnection()) {
                assertThat(portOf(only)).isEqualTo(old.port());
                proxy.injectIntoNew(Fault.latency(Duration.ofMillis(150), Duration.ZERO));
                long before = proxy.evidence().accepted();
                assertThatThrownBy(() -> under.pool.acquire(Duration.ofMillis(100)))
                        .isInstanceOf(SQLException.class);
                assertThat(proxy.evidence().accepted())
                        .as("a login is under way")
                        .isGreaterThan(before);
                assertThat(under.gauge("db_pool_connect_in_flight_seconds")).isPositive();
                proxy.retarget(promoted);
                under.pool.evictAll();
                for (int i = 0; i < 3; i++) {
                    try (Connection next = under.pool.acquire(Duration.ofSeconds(10))) {
                        assertThat(portOf(next)).isEqualTo(promoted.port());
                    }
                }
            }
            proxy.heal();
            await().untilAsserted(() -> assertThat(old.sessions(under.service)).isZero());
        }
    }

    @Test
    void theSecondHostServesWhileTheFirstIsSilent() throws Exception {
        try (SilentPort silent = new SilentPort();
                PoolUnderTest under =
                        PoolUnderTest.with(builder -> builder.databaseUrl(hosts(silent.port(), promoted.port())))) {
            under.pool.evictAll();
            for (int i = 0; i < 3; i++) {
                long millis = PoolUnderTest.millisOf(() -> {
                    try (Connection connection = under.pool.getConnection()) {
                        assertThat(portOf(connection)).isEqualTo(promoted.port());
                    }
                });
                assertThat(millis)
                        .isLessThan(PoolUnderTest.CONNECT_TIMEOUT
                                .plus(PoolUnderTest.LATE)
                                .toMillis());
            }
            long millis = PoolUnderTest.millisOf(() -> {
                Connection[] all = new Connection[4];
                try {
                    for (int i = 0; i < all.length; i++) {
                        all[i] = under.pool.getConnection();
                    }
                    assertThatThrownBy(() -> under.pool.acquire(Duration.ofMillis(300)))
                            .isInstanceOf(SQLException.class);
                } finally {
                    for (Connection connection : all) {
                        if (connection != null) {
                            connection.close();
                        }
                    }
                }
            });
            assertThat(millis).isLessThan(6_000);
            under.settles(promoted);
        }
    }

    @Test
    void threeSilentHostsTakeOneConnectTimeoutTogether() throws Exception {
        try (SilentPort one = new SilentPort();
                SilentPort two = new SilentPort();
                SilentPort three = new SilentPort();
                PoolUnderTest under =
                        PoolUnderTest.with(builder -> builder.databaseUrl(hosts(one.port(), two.port(), three.port()))
                                .startLazily(true)
                                .connectTimeout(Duration.ofSeconds(1)))) {
            long millis =
                    PoolUnderTest.millisOf(() -> assertThatThrownBy(() -> under.pool.acquire(Duration.ofMillis(1_500)))
                            .satisfies(failure -> assertThat(((ConnectFailed) failure).reason())
                                    .isEqualTo(ConnectFailure.TIMEOUT)));
            assertThat(millis).isBetween(900L, 1_500 + PoolUnderTest.LATE.toMillis());
            assertThat(under.pool.health().status()).isEqualTo(Health.Status.DATABASE_DOWN);
        }
    }

    private static void awaitNoMoreAttempts(PoolUnderTest under) {
        double[] failures = {-1};
        await().pollInterval(Duration.ofMillis(1_200))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    double before = failures[0];
                    failures[0] = under.registry.scrape("db_pool_connect_failures"::equals).stream()
                            .flatMap(family -> family.getDataPoints().stream())
                            .mapToDouble(point -> ((CounterDataPointSnapshot) point).getValue())
                            .sum();
                    return failures[0] == before;
                });
    }

    @Test
    void aPoolThatKeepsNothingReadyDoesNotCallTheDatabaseDownForEver() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(promoted);
                PoolUnderTest under = PoolUnderTest.behind(
                        proxy, builder -> builder.minConnections(0).startLazily(true))) {
            proxy.refuse();
            assertThatThrownBy(under.pool::getConnection).isInstanceOf(SQLException.class);
            assertThat(under.pool.health().status()).isEqualTo(Health.Status.DATABASE_DOWN);
            awaitNoMoreAttempts(under);
            proxy.heal();
            // A readiness probe that keeps traffic away until then would otherwise wait for that very traffic.
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> under.pool.health().status() != Health.Status.DATABASE_DOWN);
        }
    }
}
