package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.FaultyPool;
import dev.dbpool.PoolStats;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.internal.factory.FaultyDriver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the driver or a callback throws, wherever on the line: no session, permit or count is lost. */
@Timeout(120)
class ThrowablesTest {
    private static final int MAX = 3;

    /** All that the pool or its engine calls. */
    private static final List<String> PLACES = List.of(
            FaultyDriver.LOGIN,
            FaultyPool.BEGINS,
            FaultyPool.OPENED,
            FaultyPool.FAILED,
            FaultyPool.LIMITS_KNOWN,
            FaultyDriver.STATEMENT_EXECUTE,
            FaultyDriver.STATEMENT_CLOSE,
            "createStatement",
            "getBackendPID",
            "getNetworkTimeout",
            "setNetworkTimeout",
            "isReadOnly",
            "setReadOnly",
            "getAutoCommit",
            "setAutoCommit",
            "getTransactionIsolation",
            "setTransactionIsolation",
            "isValid",
            "isClosed",
            "clearWarnings",
            "rollback",
            "getTransactionState",
            "execSQLUpdate",
            "abort",
            "close");

    enum Kind {
        RUNTIME_EXCEPTION(() -> new IllegalStateException("staged")),
        OUT_OF_MEMORY(() -> new OutOfMemoryError("staged")),
        SQL_EXCEPTION(() -> new SQLException("staged", "XX000")),
        CONNECTION_LOST(() -> new SQLException("staged", "08006"));

        private final Supplier<Throwable> maker;

        Kind(Supplier<Throwable> maker) {
            this.maker = maker;
        }

        boolean suits(String place) {
            return this == RUNTIME_EXCEPTION
                    || this == OUT_OF_MEMORY
                    || !place.startsWith("ConnectListener")
                            && !place.equals("getBackendPID")
                            && !place.equals("getTransactionState");
        }
    }

    private final FaultyDriver driver = new FaultyDriver();

    private static DbConfig.Builder config() {
        return DbConfig.builder("throwables")
                .databaseUrl("postgres://nobody:secret@127.0.0.1:1/none")
                .maxConnections(MAX)
                .minConnections(1)
                .testBeforeAcquire(TestBeforeAcquire.ALWAYS)
                .connectTimeout(Duration.ofSeconds(5))
                .acquireTimeout(Duration.ofSeconds(5));
    }

    private interface Act {
        void on(DbPool pool) throws Throwable;
    }

    /** Runs the act once with each place faulty; what it throws must be an SQLException, and nothing may be lost. */
    private void withEachPlaceFaulty(DbPool pool, Kind kind, Act act) throws SQLException {
        for (String place : PLACES) {
            if (kind.suits(place)) {
                driver.arm(place, kind.maker.get());
                Throwable thrown = catchThrowable(() -> act.on(pool));
                driver.disarm();
                if (thrown != null) {
                    assertThat(thrown).as(place).isInstanceOf(SQLException.class);
                }
                isWhole(place, pool);
            }
        }
    }

    private void isWhole(String place, DbPool pool) throws SQLException {
        List<Connection> all = new ArrayList<>();
        promptly("all can be borrowed after " + place)
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    while (all.size() < MAX) {
                        all.add(pool.getConnection());
                    }
                    return true;
                });
        for (Connection connection : all) {
            connection.close();
        }
        promptly("at rest after " + place).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            PoolStats now = pool.stats();
            assertThat(now.active()).as("active after %s", place).isZero();
            assertThat(now.waiting()).as("waiting after %s", place).isZero();
            assertThat(driver.trackedSessions()).as("tracked after %s", place).isEqualTo(now.idle());
            assertThat(driver.openSessions()).as("open after %s", place).isEqualTo(now.idle());
            assertThat(now.handedOut() + now.timeouts() + now.closedErrors() + now.otherErrors() + now.cancelled())
                    .as("%s after %s", now, place)
                    .isEqualTo(now.started());
        });
    }

    private static ConditionFactory promptly(String what) {
        return await(what).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static void dirty(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setNetworkTimeout(Runnable::run, 1234);
        connection.setAutoCommit(false);
        connection.setSchema("elsewhere");
        @SuppressWarnings("MustBeClosed")
        Statement leftOpen = connection.createStatement();
        leftOpen.executeQuery("select 1");
    }

    @ParameterizedTest
    @EnumSource(names = {"OUT_OF_MEMORY", "CONNECTION_LOST"})
    void whileTheFirstSessionIsMade(Kind kind) throws SQLException {
        for (String place : PLACES) {
            if (kind.suits(place)) {
                PrometheusRegistry registry = new PrometheusRegistry();
                driver.arm(place, kind.maker.get());
                try (DbPool pool = FaultyPool.open(config().startLazily(true).build(), registry, driver)) {
                    Throwable thrown = catchThrowable(
                            () -> pool.acquire(Duration.ofMillis(60)).close());
                    driver.disarm();
                    if (thrown != null) {
                        assertThat(thrown).as(place).isInstanceOf(SQLException.class);
                    }
                    isWhole(place, pool);
                }
                assertThat(driver.openSessions()).as("after close, %s", place).isZero();
            }
        }
        assertThat(driver.landed())
                .contains(FaultyDriver.LOGIN, "isValid", "getAutoCommit", "isReadOnly", "getNetworkTimeout")
                .containsAll(PLACES.stream()
                        .filter(place -> kind.suits(place) && place.matches(".*(Listener|PID).*"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"OUT_OF_MEMORY", "CONNECTION_LOST"})
    void whileThePoolIsOpened(Kind kind) throws SQLException {
        for (String place : PLACES) {
            if (kind.suits(place)) {
                PrometheusRegistry registry = new PrometheusRegistry();
                driver.arm(place, kind.maker.get());
                Throwable thrown = catchThrowable(() -> FaultyPool.open(
                                config().connectTimeout(Duration.ofSeconds(1)).build(), registry, driver)
                        .close());
                driver.disarm();
                if (thrown != null) {
                    assertThat(thrown).as(place).isInstanceOf(SQLException.class);
                }
                assertThat(registry.scrape().size())
                        .as("families after %s", place)
                        .isZero();
                promptly("closed after " + place).atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
                    assertThat(driver.openSessions()).as("open after %s", place).isZero();
                    assertThat(PoolThreads.of("throwables"))
                            .as("threads after %s", place)
                            .isEmpty();
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileMoreSessionsAreMadeAndHandedOut(Kind kind) throws SQLException {
        try (DbPool pool = FaultyPool.open(config().build(), new PrometheusRegistry(), driver)) {
            withEachPlaceFaulty(pool, kind, faulty -> {
                faulty.evictAll();
                try (Connection one = faulty.acquire(Duration.ofMillis(40));
                        Connection two = faulty.acquire(Duration.ofMillis(40))) {
                    assertThat(two).isNotSameAs(one);
                }
            });
        }
        assertThat(driver.openSessions()).isZero();
        // Which places are hit in 40 ms is the scheduler's choice.
        assertThat(driver.landed()).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource
    void whileAConnectionIsReturned(Kind kind) throws SQLException {
        try (DbPool pool = FaultyPool.open(config().build(), new PrometheusRegistry(), driver)) {
            for (String place : PLACES) {
                if (kind.suits(place)) {
                    Connection connection = pool.getConnection();
                    dirty(connection);
                    driver.arm(place, kind.maker.get());
                    assertThat(catchThrowable(connection::close)).as(place).isNull();
                    driver.disarm();
                    isWhole(place, pool);
                }
            }
        }
        assertThat(driver.openSessions()).isZero();
        assertThat(driver.landed())
                .contains(
                        FaultyDriver.STATEMENT_CLOSE, "setAutoCommit", "setReadOnly", "clearWarnings", "execSQLUpdate");
    }

    @ParameterizedTest
    @EnumSource
    void whileAConnectionIsAborted(Kind kind) throws SQLException {
        try (DbPool pool = FaultyPool.open(config().build(), new PrometheusRegistry(), driver)) {
            for (String place : PLACES) {
                if (kind.suits(place)) {
                    Connection connection = pool.getConnection();
                    Throwable staged = kind.maker.get();
                    driver.arm(place, staged);
                    Throwable thrown = catchThrowable(() -> connection.abort(Runnable::run));
                    driver.disarm();
                    assertThat(thrown).as(place).isSameAs(place.equals("abort") ? staged : null);
                    isWhole(place, pool);
                }
            }
        }
        assertThat(driver.openSessions()).isZero();
        assertThat(driver.landed()).contains("abort");
    }

    @ParameterizedTest
    @EnumSource(names = {"OUT_OF_MEMORY", "CONNECTION_LOST"})
    void whileThePoolIsClosed(Kind kind) throws SQLException {
        for (String place : PLACES) {
            if (kind.suits(place)) {
                PrometheusRegistry registry = new PrometheusRegistry();
                DbPool pool = FaultyPool.open(config().build(), registry, driver);
                Connection held = pool.getConnection();
                dirty(held);
                pool.getConnection().close();
                driver.arm(place, kind.maker.get());
                assertThat(catchThrowable(pool::close)).as(place).isNull();
                assertThat(catchThrowable(held::close)).as(place).isNull();
                driver.disarm();
                assertThat(driver.openSessions()).as("open after %s", place).isZero();
                assertThat(pool.stats().active()).as("active after %s", place).isZero();
                assertThat(registry.scrape().size())
                        .as("families after %s", place)
                        .isZero();
            }
        }
        assertThat(driver.landed()).contains("isClosed", "close");
    }

    /** The same again; these make a pool for each place, which takes its time. */
    @Tag("all")
    @ParameterizedTest
    @EnumSource(names = {"RUNTIME_EXCEPTION", "SQL_EXCEPTION"})
    void whilePoolsComeAndGo(Kind kind) throws SQLException {
        whileTheFirstSessionIsMade(kind);
        whileThePoolIsOpened(kind);
        whileThePoolIsClosed(kind);
    }

    private interface Call {
        void on(Connection connection) throws Throwable;
    }

    private static Map<String, Call> callsOfABorrower() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("createStatement", Connection::createStatement);
        calls.put("prepareStatement", connection -> connection.prepareStatement("select 1"));
        calls.put("prepareCall", connection -> connection.prepareCall("call x()"));
        calls.put("getAutoCommit", Connection::getAutoCommit);
        calls.put("setAutoCommit", connection -> connection.setAutoCommit(false));
        calls.put("commit", Connection::commit);
        calls.put("rollback", Connection::rollback);
        calls.put("isReadOnly", Connection::isReadOnly);
        calls.put("setReadOnly", connection -> connection.setReadOnly(true));
        calls.put("getTransactionIsolation", Connection::getTransactionIsolation);
        calls.put("setTransactionIsolation", connection -> connection.setTransactionIsolation(8));
        calls.put("clearWarnings", Connection::clearWarnings);
        calls.put("getWarnings", Connection::getWarnings);
        calls.put("isValid", connection -> connection.isValid(1));
        calls.put("getNetworkTimeout", Connection::getNetworkTimeout);
        calls.put("setNetworkTimeout", connection -> connection.setNetworkTimeout(Runnable::run, 1));
        calls.put("getSchema", Connection::getSchema);
        calls.put("setSchema", connection -> connection.setSchema("s"));
        calls.put("getMetaData", Connection::getMetaData);
        calls.put("nativeSQL", connection -> connection.nativeSQL("x"));
        calls.put(
                FaultyDriver.STATEMENT_EXECUTE,
                connection -> connection.createStatement().executeQuery("x"));
        calls.put(
                FaultyDriver.STATEMENT_CLOSE,
                connection -> connection.createStatement().close());
        return calls;
    }

    /** While it is lent, the driver's errors are the borrower's: the same object, and the connection can be returned. */
    @ParameterizedTest
    @EnumSource
    void toTheBorrowerUnchanged(Kind kind) throws Throwable {
        try (DbPool pool = FaultyPool.open(config().build(), new PrometheusRegistry(), driver)) {
            for (Map.Entry<String, Call> call : callsOfABorrower().entrySet()) {
                Throwable staged = kind.maker.get();
                try (Connection connection = pool.getConnection()) {
                    driver.arm(call.getKey(), staged);
                    assertThat(catchThrowable(() -> call.getValue().on(connection)))
                            .as(call.getKey())
                            .isSameAs(staged);
                    driver.disarm();
                }
                isWhole(call.getKey(), pool);
            }
        }
        assertThat(driver.openSessions()).isZero();
    }
}
