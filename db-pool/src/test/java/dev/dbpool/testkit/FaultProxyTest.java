package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.testkit.Fault.Direction;
import dev.dbpool.testkit.Fault.Moment;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private final PostgresServer server = PostgresServer.shared();
    private final FaultProxy proxy = FaultProxy.to(server);

    @AfterEach
    void close() {
        proxy.close();
        assertThat(proxy.evidence().live()).isZero();
    }

    private Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection(
                PostgresServer.jdbcUrl(proxy.port()) + "?ApplicationName=proxied&" + parameters,
                PostgresServer.USER,
                PostgresServer.PASSWORD);
    }

    private Connection connect() throws SQLException {
        return connect("sslmode=disable&socketTimeout=10");
    }

    /** For connects and answers that must not come. */
    private Connection connectHastily() throws SQLException {
        return connect("sslmode=disable&socketTimeout=1");
    }

    private static int one(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("select 1")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static long millis(Timed timed) throws SQLException {
        long start = System.nanoTime();
        timed.run();
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private interface Timed {
        void run() throws SQLException;
    }

    @Test
    void evidenceCountsRoundTrips() throws SQLException {
        try (Connection connection = connect()) {
            long before = proxy.evidence().answers();
            one(connection);
            one(connection);
            connection.createStatement().execute("select 1; select 2");
            assertThat(proxy.evidence().answers() - before).isEqualTo(3);
        }
    }

    @Test
    void healthyProxyIsInvisible() throws SQLException {
        try (Connection connection = connect("sslmode=prefer")) {
            assertThat(one(connection)).isEqualTo(1);
            String large = "select repeat('x', 5000000)";
            try (ResultSet row = connection.createStatement().executeQuery(large)) {
                row.next();
                assertThat(row.getString(1)).hasSize(5_000_000);
            }
            assertThat(proxy.evidence().accepted()).isEqualTo(1);
            assertThat(proxy.evidence().bytesPassed(Direction.TO_CLIENT)).isGreaterThan(5_000_000);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(proxy.evidence().live()).isZero());
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.sessions("proxied")).isZero());
    }

    @Test
    void refusesNewConnectionsWhileExistingOnesGoOn() throws SQLException {
        try (Connection existing = connect()) {
            proxy.refuse();
            proxy.refuse();
            assertThatThrownBy(this::connect).hasRootCauseInstanceOf(ConnectException.class);
            assertThat(one(existing)).isEqualTo(1);
            proxy.heal();
            connect().close();
        }
    }

    @Test
    void silentAfterAcceptAnswersNothingUntilHealed() throws SQLException {
        proxy.inject(Moment.SILENT_AFTER_ACCEPT);
        assertThatThrownBy(this::connectHastily).hasRootCauseInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.evidence().landed(Moment.SILENT_AFTER_ACCEPT)).isEqualTo(1);
        assertThat(proxy.evidence().bytesWithheld(Direction.TO_SERVER)).isPositive();
        assertThat(proxy.evidence().bytesPassed(Direction.TO_SERVER)).isZero();
        proxy.heal();
        connect().close();
    }

    @Test
    void silentAtTlsHitsOnlyThoseWhoAskForTls() throws SQLException {
        proxy.inject(Moment.SILENT_AT_TLS);
        connect("sslmode=disable").close();
        assertThat(proxy.evidence().landed(Moment.SILENT_AT_TLS)).isZero();
        assertThatThrownBy(() -> connect("sslmode=require&connectTimeout=1&socketTimeout=1"))
                .hasRootCauseInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.evidence().landed(Moment.SILENT_AT_TLS)).isEqualTo(1);
        proxy.heal();
        connect("sslmode=prefer").close();
    }

    @Test
    void silentAtAuthenticationStallsAfterTheServersFirstAuthenticationMessage() throws SQLException {
        proxy.inject(Moment.SILENT_AT_AUTHENTICATION);
        assertThatThrownBy(this::connectHastily).hasRootCauseInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.evidence().landed(Moment.SILENT_AT_AUTHENTICATION)).isEqualTo(1);
        assertThat(proxy.evidence().bytesPassed(Direction.TO_CLIENT)).isPositive();
        assertThat(proxy.evidence().bytesWithheld(Direction.TO_CLIENT)).isPositive();
        proxy.heal();
        connect().close();
    }

    @Test
    void stalledBytesArriveAfterHealing() throws Exception {
        try (Connection connection = connect("sslmode=disable&socketTimeout=20")) {
            for (Direction direction : Direction.values()) {
                proxy.injectIntoExisting(Fault.stall(direction));
                long before = proxy.evidence().bytesWithheld(direction);
                Thread healer = new Thread(() -> {
                    Awaitility.await().until(() -> proxy.evidence().bytesWithheld(direction) > before);
                    proxy.heal();
                });
                healer.start();
                assertThat(one(connection)).isEqualTo(1);
                healer.join();
                assertThat(proxy.evidence().bytesWithheld(direction)).isGreaterThan(before);
            }
        }
    }

    @Test
    void stallOfExistingConnectionsLeavesNewOnesAlone() throws SQLException {
        try (Connection stalled = connectHastily()) {
            proxy.injectIntoExisting(Fault.stall());
            assertThatThrownBy(() -> one(stalled)).hasRootCauseInstanceOf(SocketTimeoutException.class);
            try (Connection fresh = connect()) {
                assertThat(one(fresh)).isEqualTo(1);
                proxy.injectIntoNew(Fault.stall());
                assertThat(one(fresh)).isEqualTo(1);
                assertThatThrownBy(this::connectHastily).hasRootCauseInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void latencyDelaysEachRoundTrip() throws SQLException {
        try (Connection connection = connect("sslmode=disable&socketTimeout=10&preferQueryMode=simple")) {
            one(connection);
            proxy.inject(Fault.latency(Duration.ofMillis(60), Duration.ofMillis(20)));
            assertThat(millis(() -> one(connection))).isGreaterThanOrEqualTo(120L);
            long delayed = proxy.evidence().chunksDelayed();
            assertThat(delayed).isGreaterThanOrEqualTo(2);
            proxy.heal();
            one(connection);
            assertThat(proxy.evidence().chunksDelayed()).isEqualTo(delayed);
        }
    }

    @Test
    void throttleTricklesBytes() throws SQLException {
        try (Connection connection = connect("sslmode=disable&socketTimeout=10&preferQueryMode=simple")) {
            one(connection);
            proxy.injectIntoExisting(Fault.throttle(200, Direction.TO_CLIENT));
            // The answer has about 60 bytes.
            assertThat(millis(() -> one(connection))).isGreaterThanOrEqualTo(150L);
            assertThat(proxy.evidence().bytesThrottled()).isBetween(50L, 100L);
            long before = proxy.evidence().bytesThrottled();
            proxy.injectIntoExisting(Fault.throttle(1, Direction.TO_CLIENT));
            assertThatThrownBy(() -> {
                        connection.setNetworkTimeout(Runnable::run, 500);
                        one(connection);
                    })
                    .isInstanceOf(SQLException.class);
            assertThat(proxy.evidence().bytesThrottled() - before).isLessThan(20);
        }
    }

    @Test
    void resetReachesClientAndServer() throws SQLException {
        try (Connection connection = connect()) {
            one(connection);
            proxy.injectIntoExisting(Moment.RESET);
            assertThatThrownBy(() -> one(connection)).hasRootCauseInstanceOf(SocketException.class);
            assertThat(proxy.evidence().landed(Moment.RESET)).isEqualTo(1);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.sessions("proxied")).isZero());
        proxy.injectIntoNew(Moment.RESET);
        assertThatThrownBy(this::connect)
                .isInstanceOf(SQLException.class)
                .hasRootCauseInstanceOf(SocketException.class);
        proxy.heal();
        connect().close();
    }

    @Test
    void finIsAnOrderlyEnd() throws SQLException {
        try (Connection connection = connect()) {
            one(connection);
            proxy.injectIntoExisting(Moment.FIN);
            assertThatThrownBy(() -> one(connection)).hasRootCauseInstanceOf(EOFException.class);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.sessions("proxied")).isZero());
        proxy.injectIntoNew(Moment.FIN);
        assertThatThrownBy(this::connect).hasRootCauseInstanceOf(EOFException.class);
        Awaitility.await()
                .untilAsserted(() -> assertThat(proxy.evidence().live()).isZero());
    }

    @Test
    void truncatedMessageEndsInItsMiddle() throws SQLException {
        try (Connection connection = connect()) {
            one(connection);
            long before = proxy.evidence().bytesPassed(Direction.TO_CLIENT);
            proxy.injectIntoExisting(Moment.TRUNCATE_NEXT_SERVER_MESSAGE);
            assertThatThrownBy(() -> one(connection)).hasRootCauseInstanceOf(EOFException.class);
            assertThat(proxy.evidence().landed(Moment.TRUNCATE_NEXT_SERVER_MESSAGE))
                    .isEqualTo(1);
            assertThat(proxy.evidence().bytesPassed(Direction.TO_CLIENT) - before)
                    .isBetween(5L, 20L);
        }
    }

    @Test
    void retargetLeadsNewConnectionsToAnotherServer() throws SQLException {
        try (PostgresServer other = PostgresServer.start();
                Connection before = connect()) {
            proxy.retarget(other);
            try (Connection after = connect()) {
                assertThat(other.sessions("proxied")).isEqualTo(1);
                assertThat(server.sessions("proxied")).isEqualTo(1);
                assertThat(one(before) + one(after)).isEqualTo(2);
            }
            other.stopImmediate();
            assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
            assertThat(proxy.evidence().dialFailures()).isPositive();
        }
    }

    @Test
    void closesFastWithManyConnectionsAndLeavesNoThread() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            connections.add(connect());
        }
        proxy.inject(Fault.stall());
        assertThat(millis(proxy::close)).isLessThan(4_000);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("testkit-proxy-" + proxy.port()));
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.sessions("proxied")).isZero());
        for (Connection connection : connections) {
            connection.abort(Runnable::run);
        }
    }
}
