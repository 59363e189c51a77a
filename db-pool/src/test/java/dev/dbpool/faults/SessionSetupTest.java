package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.Isolation;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PGobject;

/** What a session is like after its login, it is like for each borrower. */
class SessionSetupTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    /** A type of the application's. */
    public static final class Mood extends PGobject {
        private static final long serialVersionUID = 1L;
    }

    @BeforeAll
    static void prepare() throws SQLException {
        try (Connection admin = SERVER.admin(PostgresServer.DATABASE);
                Statement statement = admin.createStatement()) {
            statement.execute("drop table if exists setup_writes");
            statement.execute("create table setup_writes (id int)");
            statement.execute("grant all on setup_writes to public");
            statement.execute("drop type if exists feeling");
            statement.execute("create type feeling as (word text)");
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static PoolUnderTest one(UnaryOperator<DbConfig.Builder> settings) throws SQLException {
        return PoolUnderTest.on(
                SERVER, builder -> settings.apply(builder.maxConnections(1).minConnections(1)));
    }

    private static ConnectFailedException refused(UnaryOperator<DbConfig.Builder> settings) {
        DbConfig config = settings.apply(
                        DbConfig.builder("setup").databaseUrl(SERVER.url()).connectTimeout(Duration.ofSeconds(1)))
                .build();
        return catchThrowableOfType(
                ConnectFailedException.class,
                () -> DbPool.open(config, new PrometheusRegistry()).close());
    }

    /** HikariCP#952, #152: {@code select app_login(); set role app_rw} for each session. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void initSqlPreparesEachSessionAndPreparesItAgainAfterItWasDiscarded(boolean resetOnReturn) throws Exception {
        String sql = "select set_config('app.token', 'canary', false); set search_path = pg_catalog, public";
        try (PoolUnderTest under = one(builder -> builder.initSql(sql).resetOnReturn(resetOnReturn))) {
            for (int i = 0; i < 3; i++) {
                try (Connection connection = under.pool.getConnection()) {
                    assertThat(ask(connection, "show app.token")).isEqualTo("canary");
                    assertThat(ask(connection, "show search_path")).isEqualTo("pg_catalog, public");
                    run(connection, "create temporary table left_over_" + i + " (id int)");
                }
            }
            under.pool.evictAll();
            try (Connection connection = under.pool.getConnection()) {
                assertThat(ask(connection, "show app.token")).isEqualTo("canary");
            }
            assertThat(under.pool.config().toString()).contains("initSql=***").doesNotContain("canary");
            under.settles(SERVER);
        }
    }

    /** pgvector-java#3: types of extensions are registered with each connection. */
    @Test
    void onConnectPreparesEachPhysicalConnectionOnce() throws Exception {
        AtomicInteger prepared = new AtomicInteger();
        try (PoolUnderTest under = one(builder -> builder.onConnect(connection -> {
            assertThat(Thread.currentThread().getName()).startsWith("db-pool-");
            connection.unwrap(PGConnection.class).addDataType("feeling", Mood.class);
            prepared.incrementAndGet();
        }))) {
            for (int i = 0; i < 3; i++) {
                try (Connection connection = under.pool.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select row('glad')::feeling")) {
                    row.next();
                    assertThat(row.getObject(1)).isInstanceOf(Mood.class).hasToString("(glad)");
                }
            }
            assertThat(prepared).hasValue(1);
            under.settles(SERVER);
        }
    }

    @Test
    void sqlThatIsRefusedIsANamedReasonAndItsTextsAreNotRepeated() {
        try (Logs logs = Logs.capture()) {
            ConnectFailedException failure = refused(builder -> builder.initSql("select 's3cret-canary'::int"));

            assertThat(failure.reason()).isEqualTo(ConnectFailure.SETUP);
            assertThat(failure.getSQLState()).isEqualTo("22P02");
            for (Throwable link = failure; link != null; link = link.getCause()) {
                assertThat(link).hasMessageContaining("invalid input syntax").hasMessageNotContaining("canary");
            }
            assertThat(logs.of("dev.dbpool")).noneMatch(line -> line.text().contains("canary"));
        }
    }

    @Test
    void setupThatHangsFailsOneAttemptInTime() {
        long start = System.nanoTime();
        ConnectFailedException failure = refused(builder -> builder.initSql("select pg_sleep(60)"));

        assertThat(failure.reason()).isEqualTo(ConnectFailure.SETUP);
        assertThat((Throwable) failure).hasMessageContaining("initSql has not ended in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void codeThatThrowsOrLeavesATransactionIsANamedReason() {
        ConnectFailedException thrown = refused(builder -> builder.onConnect(connection -> {
            throw new IllegalStateException("canary");
        }));
        ConnectFailedException open = refused(builder -> builder.onConnect(connection -> {
            connection.setAutoCommit(false);
            run(connection, "select 1");
        }));
        ConnectFailedException begun = refused(builder -> builder.initSql("begin"));

        assertThat(thrown.reason()).isEqualTo(ConnectFailure.SETUP);
        assertThat((Throwable) thrown)
                .hasMessageContaining("onConnect(…) threw java.lang.IllegalStateException")
                .hasMessageNotContaining("canary");
        assertThat((Throwable) open).hasMessageContaining("onConnect(…) left a transaction open");
        assertThat((Throwable) begun).hasMessageContaining("initSql left a transaction open");
    }

    /** HikariCP#1116, appsmith#2178: a pool that was to read only wrote. */
    @ParameterizedTest
    @ValueSource(strings = {"setting", "setting, reset", "URL", "URL, reset"})
    void aPoolThatOnlyReadsRefusesToWriteAndKeepsItsSession(String how) throws Exception {
        String url = SERVER.url() + (SERVER.url().contains("?") ? "&" : "?") + "readOnly=true&readOnlyMode=always";
        try (PoolUnderTest under =
                one(builder -> (how.startsWith("URL") ? builder.databaseUrl(url) : builder.readOnly(true))
                        .resetOnReturn(how.endsWith("reset")))) {
            int backend = under.borrowOnce();
            for (int i = 0; i < 10; i++) {
                try (Connection connection = under.pool.getConnection()) {
                    assertThat(connection.isReadOnly()).isTrue();
                    assertThatThrownBy(() -> run(connection, "insert into setup_writes values (1)"))
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    failure -> assertThat(failure.getSQLState()).isEqualTo("25006"));
                    connection.setReadOnly(false);
                    connection.setAutoCommit(false);
                }
            }
            assertThat(under.borrowOnce()).as("the session").isEqualTo(backend);
            under.settles(SERVER);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transactionsHaveTheIsolationThatIsConfigured(boolean resetOnReturn) throws Exception {
        try (PoolUnderTest under =
                one(builder -> builder.isolation(Isolation.REPEATABLE_READ).resetOnReturn(resetOnReturn))) {
            for (int i = 0; i < 3; i++) {
                try (Connection connection = under.pool.getConnection()) {
                    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                }
            }
        }
    }

    /** HikariCP's {@code autoCommit=false}, which frameworks rely on to save a round trip. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsComeWithoutAutocommitIfThatIsConfigured(boolean resetOnReturn) throws Exception {
        try (PoolUnderTest under =
                one(builder -> builder.defaultAutoCommit(false).resetOnReturn(resetOnReturn))) {
            for (int i = 0; i < 3; i++) {
                try (Connection connection = under.pool.getConnection()) {
                    assertThat(connection.getAutoCommit()).isFalse();
                    run(connection, "insert into setup_writes values (2)");
                    connection.rollback();
                    connection.setAutoCommit(true);
                    connection.setAutoCommit(false);
                    run(connection, "insert into setup_writes values (2)");
                }
            }
            PoolUnderTest.letThemRest();
            try (Connection connection = under.pool.getConnection()) {
                assertThat(connection.getAutoCommit())
                        .as("after a test of the idle session")
                        .isFalse();
                assertThat(ask(connection, "select count(*) from setup_writes where id = 2"))
                        .isEqualTo("0");
                run(connection, "insert into setup_writes values (3)");
                connection.commit();
            }
            try (Connection admin = SERVER.admin(PostgresServer.DATABASE)) {
                assertThat(ask(admin, "select count(*) from setup_writes where id = 3"))
                        .isEqualTo("1");
                assertThat(ask(
                                admin,
                                "select string_agg(state, ',') from pg_stat_activity where application_name = '"
                                        + under.service + "'"))
                        .isEqualTo("idle");
                run(admin, "delete from setup_writes");
            }
            under.settles(SERVER);
        }
    }
}
