package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.ConnectDeniedException;
import dev.dbpool.ConnectFailed;
import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.Fault.Moment;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.SilentPort;
import dev.dbpool.testkit.Sockets;
import dev.dbpool.testkit.TestCertificates;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a pool cannot start has its own name, in one exception, within the connect timeout. */
class BadStartTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final String SECRET = "s3cret-that-must-not-show";

    private static SQLException openingFails(String url) throws Exception {
        DbConfig config = DbConfig.builder("bad-start")
                .databaseUrl(url)
                .maxConnections(2)
                .minConnections(1)
                .connectTimeout(PoolUnderTest.CONNECT_TIMEOUT)
                .build();
        SQLException[] failure = new SQLException[1];
        long millis = PoolUnderTest.millisOf(() -> failure[0] = catchThrowableOfType(SQLException.class, () -> {
            try (DbPool pool = DbPool.open(config, new PrometheusRegistry())) {
                throw new AssertionError("opened " + pool);
            }
        }));
        assertThat((Throwable) failure[0]).isNotNull();
        assertThat(failure[0].toString()).doesNotContain(SECRET).doesNotContain(PostgresServer.PASSWORD);
        assertThat(millis)
                .isLessThan(
                        PoolUnderTest.CONNECT_TIMEOUT.plus(PoolUnderTest.LATE).toMillis());
        return failure[0];
    }

    private static void assertReason(SQLException failure, ConnectFailure reason, String sqlState) {
        assertThat((Throwable) failure).isInstanceOf(ConnectFailed.class);
        assertThat(((ConnectFailed) failure).reason()).as(failure.toString()).isEqualTo(reason);
        assertThat(failure.getSQLState()).isEqualTo(sqlState);
        assertThat((Throwable) failure)
                .isInstanceOf(reason.permanent() ? ConnectDeniedException.class : ConnectFailedException.class);
        assertThat((Throwable) failure)
                .hasMessageContaining("bad-start: no connection")
                .hasMessageContaining("See docs/");
    }

    private static String url(int port) {
        return PostgresServer.url(port, PostgresServer.USER, SECRET, PostgresServer.DATABASE);
    }

    @Test
    void aPortWhereNothingListensIsRefused() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER)) {
            proxy.refuse();
            SQLException failure = openingFails(url(proxy.port()));
            assertReason(failure, ConnectFailure.REFUSED, "08001");
            assertThat((Throwable) failure)
                    .hasMessageContaining("127.0.0.1:" + proxy.port())
                    .hasMessageContaining("app as app");
        }
    }

    @Test
    void aNameThatDoesNotResolveIsUnreachable() throws Exception {
        assertReason(
                openingFails("postgres://app:" + SECRET + "@no-such-host.invalid/app"),
                ConnectFailure.UNREACHABLE,
                "08001");
    }

    @Test
    void aHostThatDoesNotAnswerTimesOut() throws Exception {
        try (SilentPort silent = new SilentPort()) {
            assertReason(openingFails(url(silent.port())), ConnectFailure.TIMEOUT, "08001");
            assertThat(Sockets.to(silent.port())).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void aPeerThatAcceptsAndSaysNothingTimesOut() throws Exception {
        for (Moment moment :
                List.of(Moment.SILENT_AFTER_ACCEPT, Moment.SILENT_AT_TLS, Moment.SILENT_AT_AUTHENTICATION)) {
            try (FaultProxy proxy = FaultProxy.to(SERVER)) {
                proxy.inject(moment);
                String mode = moment == Moment.SILENT_AT_TLS ? "?sslmode=require" : "?sslmode=disable";
                assertReason(openingFails(url(proxy.port()) + mode), ConnectFailure.TIMEOUT, "08001");
                assertThat(proxy.evidence().landed(moment))
                        .as("%s landed", moment)
                        .isPositive();
                assertThat(Sockets.to(proxy.port()))
                        .as("sockets left after %s", moment)
                        .isZero();
            }
        }
    }

    @Test
    void aPeerThatAnswersInDripsTimesOut() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER)) {
            proxy.inject(Fault.throttle(10, Fault.Direction.TO_CLIENT));
            assertReason(
                    openingFails(PoolUnderTest.urlOf(proxy) + "?sslmode=disable"), ConnectFailure.TIMEOUT, "08001");
            assertThat(proxy.evidence().bytesThrottled()).isPositive();
            assertThat(Sockets.to(proxy.port())).isZero();
        }
    }

    @Test
    void aWrongPasswordIsDenied() throws Exception {
        SQLException failure = openingFails(url(SERVER.port()));
        assertReason(failure, ConnectFailure.AUTH, "28P01");
        assertThat((Throwable) failure).hasMessageContaining("127.0.0.1:" + SERVER.port() + "/app as app");
    }

    @Test
    void anUnknownDatabaseIsDenied() throws Exception {
        assertReason(
                openingFails(SERVER.url(PostgresServer.USER, PostgresServer.PASSWORD, "nowhere")),
                ConnectFailure.DATABASE,
                "3D000");
    }

    @Test
    void aRoleAtItsLimitHasTooManyConnections() throws Exception {
        SERVER.sessions().createRole("nearly_barred", "nearly", 1);
        String url = SERVER.url("nearly_barred", "nearly", PostgresServer.DATABASE);
        try (DbPool only = DbPool.open(
                DbConfig.builder("the-only-one")
                        .databaseUrl(url)
                        .maxConnections(1)
                        .minConnections(1)
                        .build(),
                new PrometheusRegistry())) {
            assertThat(only.health().stats().idle()).isEqualTo(1);
            assertReason(openingFails(url), ConnectFailure.TOO_MANY_CONNECTIONS, "53300");
        }
    }

    @Test
    void aFullServerHasTooManyConnections() throws Exception {
        try (PostgresServer small =
                PostgresServer.start(Map.of("max_connections", "8", "superuser_reserved_connections", "3"))) {
            List<Connection> others = new ArrayList<>();
            try {
                while (others.size() < 5) {
                    others.add(
                            DriverManager.getConnection(small.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD));
                }
                assertReason(openingFails(small.url()), ConnectFailure.TOO_MANY_CONNECTIONS, "53300");
            } finally {
                for (Connection other : others) {
                    other.close();
                }
            }
        }
    }

    @Test
    void aServerWithoutTlsFailsAnExplicitMode() throws Exception {
        assertReason(openingFails(SERVER.url() + "?sslmode=require"), ConnectFailure.TLS, "08004");
    }

    @Test
    void aCertificateThatProvesNothingFailsVerification(@TempDir Path directory) throws Exception {
        TestCertificates authority = new TestCertificates();
        TestCertificates stranger = new TestCertificates();
        Path root = authority.authorityFile(directory);
        for (TestCertificates.Identity identity : List.of(
                authority.expiredServer("127.0.0.1"),
                authority.server("elsewhere.example"),
                stranger.server("127.0.0.1"))) {
            try (PostgresServer server = PostgresServer.startWithTls(identity, Map.of())) {
                SQLException failure =
                        openingFails(server.url() + "?sslmode=verify-full&sslrootcert=" + root.toAbsolutePath());
                assertThat(((ConnectFailed) failure).reason())
                        .as(failure.toString())
                        .isEqualTo(ConnectFailure.TLS);
            }
        }
    }

    @Test
    void aCertificateThatProvesTheHostIsAccepted(@TempDir Path directory) throws Exception {
        TestCertificates authority = new TestCertificates();
        try (PostgresServer server = PostgresServer.startWithTls(authority.server("127.0.0.1"), Map.of());
                DbPool pool = DbPool.open(
                        DbConfig.builder("verified")
                                .databaseUrl(server.url() + "?sslmode=verify-full&sslrootcert="
                                        + authority.authorityFile(directory).toAbsolutePath())
                                .maxConnections(1)
                                .minConnections(1)
                                .build(),
                        new PrometheusRegistry())) {
            try (Connection connection = pool.acquire(Duration.ofSeconds(5))) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void aServerThatShutsDownSaysSo() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Connection session = server.admin()) {
            int postmaster;
            try (Statement statement = session.createStatement();
                    ResultSet row =
                            statement.executeQuery("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")) {
                row.next();
                postmaster = row.getInt(1);
            }
            // A smart shutdown waits for the session that is open and admits no other.
            server.signalBackend(postmaster, "TERM");
            assertReason(openingFails(server.url()), ConnectFailure.STARTING, "57P03");
        }
    }
}
