package dev.dbpool.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PgBouncer;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.Sockets;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PgBouncer in transaction mode between pool and server, with the settings that docs/configuration.md demands. */
@Tag("all")
class TransactionPoolingTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final int SERVER_CONNECTIONS = 3;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private PgBouncer bouncer;
    private FaultProxy address;
    private DbPool pool;

    @BeforeEach
    void open() throws SQLException {
        assumeTrue(
                PgBouncer.unavailable().isEmpty(), () -> PgBouncer.unavailable().orElse(""));
        bouncer = PgBouncer.start(SERVER, SERVER_CONNECTIONS);
        // A bouncer that starts again has another port; the address that the pool knows stays.
        address = FaultProxy.to(bouncer.port());
        pool = DbPool.open(
                DbConfig.builder("bounced")
                        .databaseUrl(PostgresServer.url(
                                        address.port(),
                                        PostgresServer.USER,
                                        PostgresServer.PASSWORD,
                                        PostgresServer.DATABASE)
                                + "?prepareThreshold=0")
                        .maxConnections(20)
                        .minConnections(5)
                        .connectTimeout(Duration.ofSeconds(2))
                        .acquireTimeout(Duration.ofSeconds(10))
                        .build(),
                new PrometheusRegistry());
        run("drop table if exists bounced_entry");
        run("create table bounced_entry (n int)");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        if (pool != null) {
            pool.close();
            await().untilAsserted(() -> assertThat(Sockets.to(address.port())).isZero());
            address.close();
            bouncer.close();
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return ask(connection, sql);
        }
    }

    /** One transaction of three statements, which must meet the same server process. */
    private int transact(int number) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            String backend = ask(connection, "select pg_backend_pid()");
            try (var insert = connection.prepareStatement("insert into bounced_entry values (?)")) {
                insert.setInt(1, number);
                insert.executeUpdate();
            }
            assertThat(ask(connection, "select pg_backend_pid()")).isEqualTo(backend);
            connection.commit();
            return Integer.parseInt(backend);
        }
    }

    private void conserved() {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> pool.stats().active() + pool.stats().waiting() == 0);
        PoolStats now = pool.stats();
        assertThat(now.handedOut()
                        + now.timeouts()
                        + now.closedErrors()
                        + now.otherErrors()
                        + now.rejected()
                        + now.cancelled())
                .as("outcomes in %s", now)
                .isEqualTo(now.started());
    }

    @Test
    void manyCallersShareFewServerConnections() throws Exception {
        Set<Integer> backends = ConcurrentHashMap.newKeySet();
        List<Future<?>> callers = new ArrayList<>();
        for (int caller = 0; caller < 60; caller++) {
            callers.add(threads.submit(() -> {
                for (int i = 0; i < 10; i++) {
                    backends.add(transact(i));
                }
                return null;
            }));
        }
        for (Future<?> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }
        assertThat(backends).hasSizeBetween(1, SERVER_CONNECTIONS);
        assertThat(ask("select count(*) from bounced_entry")).isEqualTo("600");
        conserved();
        assertThat(pool.stats().handedOut()).isEqualTo(pool.stats().started());
    }

    @Test
    void whatEndsWithATransactionIsSafeAndWhatFailsIsCleanedUp() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(ask(connection, "show transaction_read_only")).isEqualTo("on");
        }
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("insert into bounced_entry values (1)");
            }
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("57014"));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(ask("show transaction_read_only")).isEqualTo("off");
            assertThat(ask("select count(*) from bounced_entry")).isEqualTo("0");
        }
        conserved();
    }

    @Test
    void aBouncerThatStartsAgainIsOvercome() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger served = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<Future<?>> callers = new ArrayList<>();
        for (int caller = 0; caller < 30; caller++) {
            callers.add(threads.submit(() -> {
                while (going.get()) {
                    try {
                        transact(1);
                        served.incrementAndGet();
                    } catch (SQLException expected) {
                        failed.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        await().until(() -> served.get() > 100);
        bouncer.close();
        await().until(() -> failed.get() > 0);
        bouncer = PgBouncer.start(SERVER, SERVER_CONNECTIONS);
        address.retarget(bouncer.port());
        int servedBefore = served.get();
        await().atMost(Duration.ofSeconds(5)).until(() -> served.get() > servedBefore + 100);
        going.set(false);
        for (Future<?> caller : callers) {
            caller.get(15, TimeUnit.SECONDS);
        }
        conserved();
        int failedBefore = failed.get();
        for (int i = 0; i < 20; i++) {
            transact(1);
        }
        assertThat(failed).hasValue(failedBefore);
    }
}
