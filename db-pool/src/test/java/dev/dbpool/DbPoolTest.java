package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.UserCredentialsDataSourceAdapter;

/** What the public API promises once a pool is open. How pools open: {@link DbPoolOpeningTest}. */
class DbPoolTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static DbConfig.Builder config(String service) {
        return DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .maxConnections(3)
                .minConnections(1)
                .acquireTimeout(Duration.ofSeconds(1));
    }

    private static DbPool open(DbConfig.Builder builder) throws SQLException {
        return DbPool.open(builder.build(), new PrometheusRegistry());
    }

    private static int backendOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void awaitWaiting(DbPool pool, int callers) {
        await().until(() -> pool.stats().waiting() == callers);
    }

    @Test
    void aBorrowedConnectionAnswersAQuery() throws SQLException {
        try (DbPool pool = open(config("answers"));
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('application_name')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("answers");
            assertThat(pool.stats().active()).isEqualTo(1);
        }
    }

    // --- the face of a DataSource ---

    @Test
    void credentialsOfTheCallerAreRefused() throws SQLException {
        try (DbPool pool = open(config("one-user"))) {
            assertThatThrownBy(() -> pool.getConnection("other", "their-password"))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("one-user")
                    .hasMessageContaining("another pool")
                    .hasMessageNotContaining("their-password");
            assertThat(pool.stats().started()).isZero();
        }
    }

    /** As Spring's UserCredentialsDataSourceAdapter passes them, configured with what the pool has anyway. */
    @Test
    void credentialsThatAreThePoolsOwnAreAccepted() throws SQLException {
        UserCredentialsDataSourceAdapter adapter = new UserCredentialsDataSourceAdapter();
        try (DbPool pool = open(config("own-user"))) {
            adapter.setTargetDataSource(pool);
            adapter.setUsername(PostgresServer.USER);
            adapter.setPassword(PostgresServer.PASSWORD);
            try (Connection connection = adapter.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
            for (String wrong : new String[] {"another", "", null}) {
                assertThatThrownBy(() -> pool.getConnection(PostgresServer.USER, wrong))
                        .isInstanceOf(SQLFeatureNotSupportedException.class);
            }
            assertThatThrownBy(() -> pool.getConnection(null, PostgresServer.PASSWORD))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThat(pool.stats().started()).isEqualTo(1);
        }
    }

    @Test
    void theRestOfDataSourceAnswersAsDocumented() throws SQLException {
        try (DbPool pool = open(config("face").connectTimeout(Duration.ofMillis(2_500)))) {
            assertThat(pool.getLoginTimeout()).isEqualTo(3);
            assertThatThrownBy(() -> pool.setLoginTimeout(1))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("connectTimeout");
            assertThat(pool.getLogWriter()).isNull();
            pool.setLogWriter(null);
            assertThatThrownBy(() -> pool.setLogWriter(new PrintWriter(new StringWriter())))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(pool::getParentLogger).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThat(pool.isWrapperFor(DbPool.class)).isTrue();
            assertThat(pool.isWrapperFor(org.postgresql.ds.PGSimpleDataSource.class))
                    .isFalse();
            assertThat(pool.unwrap(DataSource.class)).isSameAs(pool);
            assertThatThrownBy(() -> pool.unwrap(org.postgresql.ds.PGSimpleDataSource.class))
                    .isInstanceOf(SQLException.class);
        }
    }

    // --- acquire(Duration) ---

    @Test
    void aNegativeTimeoutIsAMistakeThatCountsAsNothing() throws SQLException {
        try (DbPool pool = open(config("negative"))) {
            assertThatThrownBy(() -> pool.acquire(Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("negative");
            assertThat(pool.stats().started()).isZero();
        }
    }

    @Test
    void aTimeoutOfZeroTakesWhatIsFreeAndWaitsForNothing() throws SQLException {
        try (DbPool pool = open(config("zero").maxConnections(1))) {
            try (Connection free = pool.acquire(Duration.ZERO)) {
                assertThat(backendOf(free)).isPositive();
                long start = System.nanoTime();
                assertThatThrownBy(() -> pool.acquire(Duration.ZERO)).isInstanceOf(AcquireTimeoutException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(300));
            }
            assertThat(pool.stats().timeouts()).isEqualTo(1);
        }
    }

    @Test
    void aTimeoutOfCenturiesWaitsUntilAConnectionComes() throws Exception {
        try (DbPool pool = open(config("huge").maxConnections(1))) {
            Future<Integer> late;
            try (Connection held = pool.acquire(Duration.ofSeconds(Long.MAX_VALUE))) {
                late = threads.submit(() -> {
                    try (Connection connection = pool.acquire(Duration.ofDays(365_000))) {
                        return backendOf(connection);
                    }
                });
                awaitWaiting(pool, 1);
                assertThat(held.isClosed()).isFalse();
            }
            assertThat(late.get(5, TimeUnit.SECONDS)).isPositive();
        }
    }

    // --- errors ---

    @Test
    void aCallerBeyondTheMaximumTimesOutAndIsToldWhy() throws SQLException {
        try (DbPool pool = open(config("times-out"));
                Connection one = pool.getConnection();
                Connection two = pool.getConnection();
                Connection three = pool.getConnection()) {
            AcquireTimeoutException late = thrown(
                    AcquireTimeoutException.class,
                    SQLTransientConnectionException.class,
                    "08001",
                    () -> pool.acquire(Duration.ofMillis(100)));
            assertThat(late.stats().active()).isEqualTo(3);
            assertThat(late.getMessage())
                    .startsWith("times-out: ")
                    .contains(
                            "within 100 ms",
                            "3 of 3 in use",
                            Thread.currentThread().getName())
                    .contains("3 of 3 connections", "See docs/verdicts.md#");
            assertThat(pool.stats().timeouts()).isEqualTo(1);
            assertThat(List.of(one, two, three)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aCallerWhomAdmissionRefusesHearsItAtOnce() throws Exception {
        DbConfig.Builder builder =
                config("rejects").maxConnections(1).maxWaiters(1).acquireTimeout(Duration.ofSeconds(20));
        try (DbPool pool = open(builder)) {
            Future<?> waiting;
            try (Connection held = takenByAThreadThatEnds(pool)) {
                waiting = threads.submit(() -> {
                    pool.getConnection().close();
                    return null;
                });
                awaitWaiting(pool, 1);
                AcquireRejectedException refused = thrown(
                        AcquireRejectedException.class,
                        SQLTransientConnectionException.class,
                        "53000",
                        pool::getConnection);
                assertThat(refused.getMessage())
                        .startsWith("rejects: ")
                        .contains("the queue is full", "1 of 1 in use, 1 waiting", "maxWaiters")
                        .contains("docs/troubleshooting.md#rejected");
                assertThat(held.isClosed()).isFalse();
            }
            waiting.get(5, TimeUnit.SECONDS);
            PoolStats end = pool.stats();
            assertThat(end.rejected()).isEqualTo(1);
            assertThat(end.timeouts() + end.closedErrors() + end.otherErrors()).isZero();
            assertThat(end.handedOut()).isEqualTo(2);
        }
    }

    /** So that nobody waits for what he holds himself, of which the message would speak instead. */
    private static Connection takenByAThreadThatEnds(DbPool pool) throws Exception {
        FutureTask<Connection> taking = new FutureTask<>(pool::getConnection);
        new Thread(taking).start();
        return taking.get(5, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptedCallerIsCancelledAndKeepsItsFlag() throws Exception {
        DbConfig.Builder builder = config("interrupted").maxConnections(1).acquireTimeout(Duration.ofSeconds(20));
        try (DbPool pool = open(builder);
                Connection held = pool.getConnection()) {
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    pool.getConnection();
                } catch (Throwable failure) {
                    flag.complete(Thread.currentThread().isInterrupted());
                    thrown.complete(failure);
                }
            });
            caller.start();
            awaitWaiting(pool, 1);
            caller.interrupt();
            assertThat(thrown.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(AcquireInterruptedException.class)
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("interrupted: ")
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo("57014");
            assertThat(flag.get()).isTrue();
            assertThat(pool.stats().cancelled()).isEqualTo(1);
            assertThat(held.isClosed()).isFalse();
        }
    }

    @Test
    void aClosedPoolRefusesForGood() throws SQLException {
        DbPool pool = open(config("closed"));
        pool.close();
        PoolClosedException closed = thrown(
                PoolClosedException.class, SQLNonTransientConnectionException.class, "08003", pool::getConnection);
        assertThat(closed.getMessage())
                .startsWith("closed: ")
                .contains("open a new pool", "docs/troubleshooting.md#closed");
        assertThat(pool.stats().closedErrors()).isEqualTo(1);
    }

    @Test
    void aDeniedUserAndAnUnknownDatabaseAreNotTransient() {
        ConnectDeniedException auth =
                denied(SERVER.url(PostgresServer.USER, "not-it", PostgresServer.DATABASE), "28P01");
        assertThat(auth.reason()).isEqualTo(ConnectFailure.AUTH);
        assertThat(auth.getMessage())
                .startsWith("denied: ")
                .contains("127.0.0.1:" + SERVER.port(), "as " + PostgresServer.USER)
                .contains("pg_hba.conf", "docs/troubleshooting.md#auth")
                .doesNotContain("not-it");
        ConnectDeniedException database =
                denied(SERVER.url(PostgresServer.USER, PostgresServer.PASSWORD, "nowhere"), "3D000");
        assertThat(database.reason()).isEqualTo(ConnectFailure.DATABASE);
        assertThat(database.getMessage()).contains("nowhere", "docs/troubleshooting.md#database");
    }

    private static ConnectDeniedException denied(String url, String sqlState) {
        return thrown(
                ConnectDeniedException.class,
                SQLNonTransientConnectionException.class,
                sqlState,
                () -> open(config("denied").databaseUrl(url)));
    }

    /** The exception that the call throws: of this type, under this type of JDBC's, with this SQLState. */
    private static <T extends SQLException> T thrown(
            Class<T> type, Class<? extends SQLException> supertype, String sqlState, ThrowingCallable call) {
        T thrown = catchThrowableOfType(type, call);
        assertThat(supertype).isAssignableFrom(type);
        assertThat(thrown.getSQLState()).isEqualTo(sqlState);
        return thrown;
    }

    // --- health, eviction, a minimum of none ---

    @Test
    void metricsAreThePoolsOwnShareOfAScrapeAlsoAfterItClosed() throws SQLException {
        PrometheusRegistry shared = new PrometheusRegistry();
        MetricSnapshots last;
        try (DbPool pool = DbPool.open(config("api").build(), shared);
                DbPool other = DbPool.open(config("other").build(), shared)) {
            other.getConnection().close();
            assertThat(pool.metrics().stream()
                            .map(family -> family.getMetadata().getPrometheusName()))
                    .containsExactlyElementsOf(shared.scrape().stream()
                            .map(family -> family.getMetadata().getPrometheusName())
                            .toList());
            assertThat(pool.metrics().stream()
                            .flatMap(family -> family.getDataPoints().stream())
                            .map(point -> point.getLabels().get("service")))
                    .containsOnly("api");
            last = pool.metrics();
            pool.close();
            assertThat(pool.metrics().size()).isEqualTo(last.size());
        }
    }

    @Test
    void healthTellsItsStatesApart() throws SQLException {
        DbConfig.Builder builder = config("health").maxConnections(1).minConnections(0);
        DbPool pool = open(builder.startLazily(true));
        try (pool) {
            assertThat(pool.health().status()).isEqualTo(Health.Status.UNKNOWN);
            try (Connection held = pool.getConnection()) {
                assertThat(held.isClosed()).isFalse();
                assertThat(pool.health().status()).isEqualTo(Health.Status.SATURATED);
                assertThat(pool.health().message()).contains("1 of 1 connections are in use");
            }
            assertThat(pool.health().status()).isEqualTo(Health.Status.UP);
            assertThat(pool.health().stats().handedOut()).isEqualTo(1);
        }
        assertThat(pool.health().status()).isEqualTo(Health.Status.CLOSED);
        assertThat(pool.health().stats().started()).as("health borrows nothing").isEqualTo(1);
    }

    @Test
    void evictingAllReplacesIdleAndBorrowedSessions() throws SQLException {
        try (DbPool pool = open(config("evicts"))) {
            List<Integer> old = new ArrayList<>();
            try (Connection one = pool.getConnection();
                    Connection two = pool.getConnection()) {
                pool.getConnection().close();
                await().until(() -> SERVER.sessions("evicts") == 3);
                old.addAll(SERVER.sessions().pidsOfApplication("evicts"));
                pool.evictAll();
                assertThat(old).contains(backendOf(one), backendOf(two));
            }
            await().untilAsserted(() -> assertThat(SERVER.sessions().pidsOfApplication("evicts"))
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(old));
            try (Connection fresh = pool.getConnection()) {
                assertThat(old).doesNotContain(backendOf(fresh));
            }
        }
    }

    @Test
    void aMinimumOfNoneStillServes() throws SQLException {
        try (DbPool pool = open(config("none").minConnections(0))) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(pool.getConnection());
            }
            for (Connection connection : all) {
                assertThat(backendOf(connection)).isPositive();
                connection.close();
            }
        }
    }

    /** HikariCP issue 906: with a minimum of 0, who waits when a held connection dies is not served. */
    @Test
    void whoWaitsWhenAHeldConnectionDiesGetsANewOne() throws Exception {
        DbConfig.Builder builder =
                config("issue-906").maxConnections(2).minConnections(0).acquireTimeout(Duration.ofSeconds(20));
        try (DbPool pool = open(builder)) {
            Connection dying = pool.getConnection();
            Connection aborted = pool.getConnection();
            int dead = backendOf(dying);
            Future<Integer> one = threads.submit(() -> borrowOnce(pool));
            Future<Integer> two = threads.submit(() -> borrowOnce(pool));
            awaitWaiting(pool, 2);
            assertThat(SERVER.sessions().terminateBackend(dead)).isTrue();
            assertThatThrownBy(() -> backendOf(dying)).isInstanceOf(SQLException.class);
            dying.close();
            aborted.abort(Runnable::run);
            assertThat(served(one)).isNotEqualTo(dead);
            assertThat(served(two)).isNotEqualTo(dead);
        }
    }

    private static int borrowOnce(DbPool pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return backendOf(connection);
        }
    }

    /** Long before the twenty seconds of the acquire timeout. */
    private static int served(Future<Integer> caller) throws Exception {
        try {
            return caller.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("a waiting caller was not served", failed.getCause());
        }
    }

    @Test
    void aCallerWithoutTimeGetsAnIdleConnectionAlsoIfItIsTestedFirst() throws SQLException {
        DbConfig config = config("no-time")
                .maxConnections(1)
                .testBeforeAcquire(TestBeforeAcquire.ALWAYS)
                .build();
        try (DbPool pool = DbPool.open(config, new PrometheusRegistry())) {
            for (int i = 0; i < 20; i++) {
                try (Connection connection = pool.acquire(Duration.ZERO)) {
                    assertThat(connection.isClosed()).isFalse();
                }
            }
        }
    }
}
