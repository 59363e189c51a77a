package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.jdbc.ReturnPath;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;

/** The table of {@link SessionReset} on a real server, with the round trips that it promises. */
@Timeout(60)
class SessionResetOnPostgresTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final long LONG_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int HOLD = ResultSet.HOLD_CURSORS_OVER_COMMIT;
    private static FaultProxy proxy;

    private ConnectionFactory factory;

    @BeforeAll
    static void counts() {
        proxy = FaultProxy.to(SERVER);
    }

    @AfterAll
    static void ends() {
        proxy.close();
    }

    @AfterEach
    void endSessions() {
        factory.stop();
        factory.sweep();
    }

    private TrackedSession open(String parameters) throws SQLException, InterruptedException {
        String url = "postgres://" + PostgresServer.USER + ":" + PostgresServer.PASSWORD + "@127.0.0.1:" + proxy.port()
                + "/" + PostgresServer.DATABASE + "?sslmode=disable" + parameters;
        factory = new ConnectionFactory(
                new FactorySettings(
                        "reset-test",
                        "db-pool-reset-test-",
                        Duration.ofSeconds(10),
                        1,
                        Optional.of(Duration.ofSeconds(9))),
                UrlSource.fixed(DatabaseUrl.parse(url)),
                new ConnectListener() {},
                System::nanoTime);
        return (TrackedSession) factory.openNow();
    }

    private static BorrowedConnection borrow(TrackedSession session) {
        ReturnPath nowhere = new ReturnPath() {
            @Override
            public void returned(BorrowedConnection connection) {}

            @Override
            public void discarded(BorrowedConnection connection) {}
        };
        return new BorrowedConnection(session, nowhere, Thread.currentThread(), System.nanoTime());
    }

    private static long roundTrips(Use work) throws SQLException {
        long before = proxy.evidence().answers();
        work.of(null);
        return proxy.evidence().answers() - before;
    }

    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    private interface State {
        Object of(Connection connection) throws SQLException;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static State asked(String sql) {
        return connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        };
    }

    private static PGConnection drivers(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class);
    }

    private static Use onDrivers(Use change) {
        return connection -> change.of((Connection) drivers(connection));
    }

    private static final String ALWAYS = "&readOnlyMode=always";
    private static final String READ_ONLY_ALWAYS = "&readOnly=true&readOnlyMode=always";

    private static Use both(Use first, Use second) {
        return connection -> {
            first.of(connection);
            second.of(connection);
        };
    }

    /** What it is, parameters of the URL, the change, how to see the state, round trips of the reset. */
    private static Arguments row(String what, String parameters, Use change, State state, int roundTrips) {
        return Arguments.of(what, parameters, change, state, roundTrips);
    }

    static Stream<Arguments> rows() {
        State transaction = connection -> ((BaseConnection) connection).getTransactionState();
        State readOnlyOnServer = asked("show transaction_read_only");
        Use begin = connection -> run(connection, "begin");
        return Stream.of(
                row("autocommit", "", c -> c.setAutoCommit(false), Connection::getAutoCommit, 0),
                row("transaction", "", both(c -> c.setAutoCommit(false), c -> run(c, "select 1")), transaction, 1),
                row("raw BEGIN", "", begin, transaction, 1),
                row(
                        "failed transaction",
                        "",
                        both(
                                begin,
                                c -> assertThat(catchThrowable(() -> run(c, "nonsense")))
                                        .isInstanceOf(SQLException.class)),
                        transaction,
                        1),
                row("read-only", "", c -> c.setReadOnly(true), Connection::isReadOnly, 0),
                row("read-only, always", ALWAYS, c -> c.setReadOnly(true), readOnlyOnServer, 1),
                row(
                        "read-only without autocommit, always",
                        ALWAYS,
                        both(c -> c.setReadOnly(true), c -> c.setAutoCommit(false)),
                        Connection::isReadOnly,
                        0),
                row(
                        "HikariCP#1116: a pool that is read-only by its URL",
                        READ_ONLY_ALWAYS,
                        c -> c.setReadOnly(false),
                        readOnlyOnServer,
                        1),
                row(
                        "the same without autocommit",
                        READ_ONLY_ALWAYS,
                        both(c -> c.setAutoCommit(false), c -> c.setReadOnly(false)),
                        Connection::isReadOnly,
                        1),
                row(
                        "isolation level",
                        "",
                        c -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
                        Connection::getTransactionIsolation,
                        1),
                row(
                        "isolation level of the login",
                        "&options=-c%20default_transaction_isolation=serializable",
                        c -> c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED),
                        Connection::getTransactionIsolation,
                        1),
                row("schema", "", c -> c.setSchema("pg_catalog"), asked("show search_path"), 1),
                row(
                        "schema of the login",
                        "&currentSchema=information_schema",
                        c -> c.setSchema("pg_catalog"),
                        Connection::getSchema,
                        1),
                row(
                        "transaction, isolation level and schema",
                        "",
                        both(
                                both(
                                        c -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
                                        c -> c.setSchema("pg_catalog")),
                                both(c -> c.setAutoCommit(false), c -> run(c, "select 1"))),
                        transaction,
                        1),
                row(
                        "network timeout",
                        "",
                        c -> c.setNetworkTimeout(Runnable::run, 1_234),
                        Connection::getNetworkTimeout,
                        0),
                row("holdability", "", c -> c.setHoldability(HOLD), Connection::getHoldability, 0),
                row("type map", "", c -> c.setTypeMap(Map.of("point", Double.class)), Connection::getTypeMap, 0),
                row(
                        "client info",
                        "",
                        c -> c.setClientInfo("ApplicationName", "a borrower"),
                        asked("show application_name"),
                        1),
                row(
                        "client info as properties",
                        "",
                        c -> c.setClientInfo(new Properties()),
                        c -> c.getClientInfo("ApplicationName"),
                        1),
                row("warnings", "", c -> c.setClientInfo("unknown", "x"), Connection::getWarnings, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void whatABorrowerChangedIsReset(String what, String parameters, Use change, State state, int roundTrips)
            throws Exception {
        TrackedSession session = open(parameters);
        Object before = state.of(session.driver());
        BorrowedConnection borrowed = borrow(session);
        change.of(borrowed);
        assertThat(state.of(session.driver())).as("changed").isNotEqualTo(before);
        assertThat(roundTrips(none -> assertThat(session.restore(borrowed.changed(), false, LONG_NANOS))
                        .isTrue()))
                .as("round trips")
                .isEqualTo(roundTrips);
        assertThat(state.of(session.driver())).as("reset").isEqualTo(before);
        assertThat(session.driver().getAutoCommit()).isTrue();
        assertThat(roundTrips(none -> session.restore(0, false, LONG_NANOS)))
                .as("again")
                .isZero();
        assertThat(asked("select 1").of(session.driver())).isEqualTo("1");
    }

    /** ebean-datasource#104, on the driver's own connection: each costs the sign of life, and nothing more. */
    static Stream<Arguments> driversRows() {
        return Stream.of(
                row(
                        "prepare threshold",
                        "",
                        c -> drivers(c).setPrepareThreshold(1),
                        c -> drivers(c).getPrepareThreshold(),
                        1),
                row(
                        "fetch size",
                        "",
                        c -> drivers(c).setDefaultFetchSize(3),
                        c -> drivers(c).getDefaultFetchSize(),
                        1),
                row(
                        "adaptive fetch",
                        "",
                        c -> drivers(c).setAdaptiveFetch(true),
                        c -> drivers(c).getAdaptiveFetch(),
                        1),
                row(
                        "query timeout",
                        "",
                        c -> drivers(c).setQueryTimeout(8),
                        c -> drivers(c).getQueryTimeout(),
                        1),
                row(
                        "autosave",
                        "",
                        c -> drivers(c).setAutosave(AutoSave.ALWAYS),
                        c -> drivers(c).getAutosave(),
                        1),
                row("autocommit", "", onDrivers(c -> c.setAutoCommit(false)), Connection::getAutoCommit, 1),
                row("read-only", "", onDrivers(c -> c.setReadOnly(true)), Connection::isReadOnly, 1),
                row("holdability", "", onDrivers(c -> c.setHoldability(HOLD)), Connection::getHoldability, 1),
                row(
                        "network timeout",
                        "",
                        onDrivers(c -> c.setNetworkTimeout(Runnable::run, 1_234)),
                        Connection::getNetworkTimeout,
                        1),
                row(
                        "client info",
                        "",
                        onDrivers(c -> c.setClientInfo("ApplicationName", "a borrower")),
                        asked("show application_name"),
                        2),
                row(
                        "transaction",
                        "",
                        onDrivers(both(c -> c.setAutoCommit(false), c -> run(c, "select 1"))),
                        c -> ((BaseConnection) c).getTransactionState(),
                        2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("driversRows")
    void whatABorrowerChangedOnTheDriversConnectionIsReset(
            String what, String parameters, Use change, State state, int roundTrips) throws Exception {
        whatABorrowerChangedIsReset(what, parameters, change, state, roundTrips);
    }

    @Test
    void autosaveOfTheBorrowerDoesNotGetIntoTheRollback() throws Exception {
        TrackedSession session = open("&cleanupSavepoints=true");
        BorrowedConnection borrowed = borrow(session);
        drivers(borrowed).setAutosave(AutoSave.ALWAYS);
        borrowed.setAutoCommit(false);
        run(borrowed, "select 1");
        assertThat(session.restore(borrowed.changed(), false, LONG_NANOS)).isTrue();
        assertThat(asked("select 1").of(session.driver())).isEqualTo("1");
    }

    @Test
    void aNetworkTimeoutOfTheBorrowerDoesNotBoundTheReset() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        borrowed.setAutoCommit(false);
        run(borrowed, "select 1");
        borrowed.setNetworkTimeout(Runnable::run, 100);
        proxy.inject(dev.dbpool.testkit.Fault.latency(Duration.ofMillis(150), Duration.ZERO));
        try {
            assertThat(session.restore(borrowed.changed(), false, LONG_NANOS)).isTrue();
        } finally {
            proxy.heal();
        }
    }

    // --- all else on the server ---

    @Test
    void discardAllIsOneRoundTripWhateverWasChanged() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        run(borrowed, "set statement_timeout = '77s'; create temp table left_over (n int)");
        borrowed.setSchema("pg_catalog");
        borrowed.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        borrowed.setClientInfo("ApplicationName", "a borrower");
        assertThat(roundTrips(none -> assertThat(session.restore(borrowed.changed(), true, LONG_NANOS))
                        .isTrue()))
                .isEqualTo(1);
        Connection next = session.driver();
        assertThat(asked("show statement_timeout").of(next)).isEqualTo("0");
        assertThat(asked("select to_regclass('pg_temp.left_over')").of(next)).isNull();
        assertThat(asked("show search_path").of(next)).isEqualTo("\"$user\", public");
        assertThat(asked("show transaction_isolation").of(next)).isEqualTo("read committed");
        assertThat(asked("show application_name").of(next)).isEqualTo("reset-test");
    }

    @Test
    void discardAllInATransactionTakesOneMore() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        run(borrowed, "begin");
        assertThat(roundTrips(none -> assertThat(session.restore(borrowed.changed(), true, LONG_NANOS))
                        .isTrue()))
                .isEqualTo(2);
    }

    /** A statement that the driver has prepared on the server is gone then, which the driver must know. */
    @Test
    void aPreparedStatementWorksAfterDiscardAll() throws Exception {
        TrackedSession session = open("&prepareThreshold=1");
        for (int borrower = 0; borrower < 3; borrower++) {
            try (var prepared = session.driver().prepareStatement("select ?::int")) {
                for (int time = 0; time < 3; time++) {
                    prepared.setInt(1, time);
                    prepared.executeQuery().close();
                }
            }
            assertThat(session.restore(0, true, LONG_NANOS)).isTrue();
        }
    }

    // --- what costs nothing ---

    @Test
    void aBorrowerThatChangesNothingCostsNoRoundTrip() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        run(borrowed, "select 1");
        assertThat(roundTrips(none -> assertThat(session.restore(borrowed.changed(), false, LONG_NANOS))
                        .isTrue()))
                .isZero();
    }

    @Test
    void readingTheValuesOfALoginCostsNoRoundTrip() throws Exception {
        TrackedSession first = open("");
        assertThat(first.backendPid()).isPositive();
        long withReading = roundTrips(none -> {
            try {
                factory.openNow();
            } catch (InterruptedException interrupted) {
                throw new SQLException(interrupted);
            }
        });
        long without = roundTrips(none -> DriverManager.getConnection(
                        PostgresServer.jdbcUrl(proxy.port())
                                + "?sslmode=disable&assumeMinServerVersion=9.4&ApplicationName=x",
                        PostgresServer.USER,
                        PostgresServer.PASSWORD)
                .close());
        assertThat(withReading).isEqualTo(without);
    }

    // --- sessions that are not fit any more ---

    @Test
    void aSessionThatTheBorrowerClosedOnTheDriverIsNotFit() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        borrowed.unwrap(PgConnection.class).close();
        assertThat(session.restore(borrowed.changed(), false, LONG_NANOS)).isFalse();
    }

    @Test
    void anUnfinishedCopyOnTheDriverEndsTheSession() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        run(borrowed, "create temp table copied (n int)");
        drivers(borrowed).getCopyAPI().copyIn("copy copied from stdin");
        assertThat(session.restore(borrowed.changed(), false, LONG_NANOS)).isFalse();
    }

    @Test
    void aSessionWhoseResetFailsIsNotFit() throws Exception {
        TrackedSession session = open("");
        BorrowedConnection borrowed = borrow(session);
        borrowed.setSchema("pg_catalog");
        assertThat(SERVER.sessions().terminateBackend(session.backendPid())).isTrue();
        assertThat(session.restore(borrowed.changed(), false, LONG_NANOS)).isFalse();
    }

    @Test
    void aResetWithoutAnAnswerEndsInTimeAndMakesTheIdleSuspect() throws Exception {
        TrackedSession session = open("");
        PhysicalConnection idle = factory.openNow();
        BorrowedConnection borrowed = borrow(session);
        borrowed.setSchema("pg_catalog");
        try (PostgresServer.Pause paused = SERVER.pauseBackend(session.backendPid())) {
            assertThat(session.restore(
                            borrowed.changed(), false, Duration.ofMillis(200).toNanos()))
                    .isFalse();
        }
        assertThat(idle.suspect()).isTrue();
        assertThat(session.lost()).isTrue();
    }
}
