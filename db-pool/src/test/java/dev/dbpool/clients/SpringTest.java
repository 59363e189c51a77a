package dev.dbpool.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.UserCredentialsDataSourceAdapter;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring JDBC and its transactions: they change a connection's state and put it back, and return it on every path. */
class SpringTest {
    private ClientPool client;
    private JdbcTemplate jdbc;
    private JdbcTransactionManager transactions;

    @BeforeEach
    void open() throws SQLException {
        client = new ClientPool("spring", 3);
        client.run("create table account (id serial primary key, name text unique, balance int)");
        jdbc = new JdbcTemplate(client.pool);
        transactions = new JdbcTransactionManager(client.pool);
    }

    @AfterEach
    void close() throws SQLException {
        try (ClientPool closing = client) {
            closing.leftClean();
        }
    }

    /**
     * Boot's {@code spring.flyway.user}: {@code DataSourceBuilder.derivedFrom(pool)} asks by reflection for what it is not
     * given, with these names and this way to find them.
     */
    @Test
    void bootDerivesASourceOfConnectionsForAnotherUser() throws SQLException {
        assertThat(derived("getUrl"))
                .startsWith("jdbc:postgresql://127.0.0.1:")
                .contains("currentSchema=" + client.schema);
        SimpleDriverDataSource migrating = new SimpleDriverDataSource(
                new org.postgresql.Driver(), derived("getUrl"), derived("getUsername"), derived("getPassword"));

        try (Connection connection = migrating.getConnection()) {
            assertThat(ClientPool.ask(connection, "select current_user || ' in ' || current_schema()"))
                    .isEqualTo(PostgresServer.USER + " in " + client.schema);
        }
        assertThat(derived("getUrl")).doesNotContain(PostgresServer.PASSWORD);
    }

    private String derived(String getter) {
        try {
            Method method = DbPool.class.getDeclaredMethod(getter);
            method.setAccessible(true);
            return (String) Objects.requireNonNull(method.invoke(client.pool));
        } catch (ReflectiveOperationException notFound) {
            throw new AssertionError("DataSourceBuilder finds no " + getter, notFound);
        }
    }

    /** HikariCP#532: an adapter passes the user and the password along that the pool has anyway. */
    @Test
    void anAdapterForAUserGetsThePoolsOwnConnections() throws SQLException {
        UserCredentialsDataSourceAdapter adapter = new UserCredentialsDataSourceAdapter();
        adapter.setTargetDataSource(client.pool);
        adapter.setUsername(PostgresServer.USER);
        adapter.setPassword(PostgresServer.PASSWORD);

        try (Connection connection = adapter.getConnection()) {
            assertThat(ClientPool.ask(connection, "select current_user")).isEqualTo(PostgresServer.USER);
        }
    }

    private TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(propagation);
        return template;
    }

    private TransactionTemplate transaction() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private List<String> names() {
        return jdbc.queryForList("select name from account order by name", String.class);
    }

    private void insert(String name) {
        jdbc.update("insert into account (name, balance) values (?, 0)", name);
    }

    @Test
    void aTransactionRunsOnOneConnectionAndEndsAsAsked() {
        transaction().executeWithoutResult(status -> {
            insert("kept");
            assertThat(client.pool.stats().active()).isEqualTo(1);
            assertThat(names()).containsExactly("kept");
        });
        assertThatThrownBy(() -> transaction().executeWithoutResult(status -> {
                    insert("lost");
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        transaction().executeWithoutResult(status -> {
            insert("lost too");
            status.setRollbackOnly();
        });
        assertThat(names()).containsExactly("kept");
    }

    @Test
    void readOnlyAndIsolationHoldInsideAndAreGoneOutside() {
        List<Integer> before = client.backends();
        TransactionTemplate strict = transaction();
        strict.setReadOnly(true);
        strict.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        strict.executeWithoutResult(status -> {
            assertThat(jdbc.queryForObject("show transaction_isolation", String.class))
                    .isEqualTo("serializable");
            assertThat(jdbc.queryForObject("show transaction_read_only", String.class))
                    .isEqualTo("on");
        });
        assertThatThrownBy(() -> strict.executeWithoutResult(status -> insert("refused")))
                .hasStackTraceContaining("read-only transaction");
        transaction().executeWithoutResult(status -> {
            assertThat(jdbc.queryForObject("show transaction_isolation", String.class))
                    .isEqualTo("read committed");
            insert("writes again");
        });
        assertThat(client.backends()).as("no connection was replaced").containsAll(before);
    }

    @Test
    void aNestedTransactionIsASavepointAndANewOneAConnection() {
        transaction().executeWithoutResult(outer -> {
            insert("outer");
            transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(nested -> {
                insert("nested");
                assertThatThrownBy(() -> transaction(TransactionDefinition.PROPAGATION_NESTED)
                                .executeWithoutResult(deeper -> insert("outer")))
                        .isInstanceOf(DuplicateKeyException.class);
                insert("nested after the failure");
            });
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(apart -> {
                assertThat(client.pool.stats().active()).isEqualTo(2);
                assertThat(names()).isEmpty();
                insert("apart");
            });
            outer.setRollbackOnly();
        });
        assertThat(names()).containsExactly("apart");
    }

    @Test
    void keysBatchesAndStreamsReturnTheirConnection() {
        GeneratedKeyHolder keys = new GeneratedKeyHolder();
        jdbc.update(
                connection -> {
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into account (name, balance) values ('first', 1)", Statement.RETURN_GENERATED_KEYS);
                    assertThat(insert.getConnection().unwrap(PGConnection.class))
                            .isNotNull();
                    return insert;
                },
                keys);
        assertThat(Objects.requireNonNull(keys.getKeys())).containsEntry("name", "first");
        jdbc.batchUpdate(
                "insert into account (name, balance) values (?, ?)",
                IntStream.range(0, 500)
                        .mapToObj(i -> new Object[] {"batch " + i, i})
                        .toList());
        jdbc.setFetchSize(50);
        transaction().executeWithoutResult(status -> {
            try (Stream<String> some = jdbc.queryForStream("select name from account", (row, n) -> row.getString(1))) {
                assertThat(some.limit(120)).hasSize(120);
            }
            assertThat(client.pool.stats().active()).isEqualTo(1);
        });
        try (Stream<String> all =
                jdbc.queryForStream("select name from account order by id", (row, n) -> row.getString(1))) {
            assertThat(all.iterator().next()).isEqualTo("first");
            assertThat(client.pool.stats().active()).isEqualTo(1);
        }
        assertThat(client.pool.stats().active()).isZero();
    }

    @Test
    void theDriversOwnConnectionCanBeReached() {
        int backend = Objects.requireNonNull(jdbc.execute((ConnectionCallback<Integer>)
                connection -> connection.unwrap(PGConnection.class).getBackendPID()));
        assertThat(client.backends()).contains(backend);
    }

    @Test
    void failuresAreTranslatedAndCostNoConnection() {
        List<Integer> before = client.backends();
        insert("once");
        assertThatThrownBy(() -> insert("once")).isInstanceOf(DuplicateKeyException.class);
        jdbc.setQueryTimeout(1);
        assertThatThrownBy(() -> jdbc.execute("select pg_sleep(30)")).isInstanceOf(QueryTimeoutException.class);
        assertThat(client.backends()).containsAll(before);
    }

    @Test
    void anExhaustedPoolIsAFailureThatMayPass() throws SQLException {
        DbConfig one = client.pool.config().toBuilder()
                .databaseUrl(PostgresServer.shared().url())
                .maxConnections(1)
                .acquireTimeout(Duration.ofMillis(100))
                .build();
        try (DbPool small = DbPool.open(one, new PrometheusRegistry());
                Connection held = small.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            assertThatThrownBy(() -> new JdbcTemplate(small).queryForList("select 1"))
                    .isInstanceOf(CannotGetJdbcConnectionException.class)
                    .isInstanceOf(DataAccessResourceFailureException.class)
                    .hasCauseInstanceOf(AcquireTimeoutException.class);
            assertThatThrownBy(() -> new TransactionTemplate(new JdbcTransactionManager(small))
                            .executeWithoutResult(status -> {}))
                    .isInstanceOf(CannotCreateTransactionException.class)
                    .hasCauseInstanceOf(AcquireTimeoutException.class);
            assertThat(small.stats().timeouts()).isEqualTo(2);
        }
    }
}
