package dev.dbpool.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool whose sessions live in a schema of their own, and what must be true of it when a client has let go. */
final class ClientPool implements AutoCloseable {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final DbPool pool;
    final String schema;
    private final PrometheusRegistry registry = new PrometheusRegistry();

    ClientPool(String client, int maxConnections) throws SQLException {
        schema = "client_" + client + "_" + NUMBER.incrementAndGet();
        try (Connection admin = SERVER.admin(PostgresServer.DATABASE);
                Statement statement = admin.createStatement()) {
            statement.execute("create schema " + schema + " authorization " + PostgresServer.USER);
        }
        pool = DbPool.open(
                DbConfig.builder(schema)
                        .databaseUrl(SERVER.url() + "?currentSchema=" + schema)
                        .maxConnections(maxConnections)
                        .minConnections(1)
                        .acquireTimeout(Duration.ofSeconds(5))
                        .build(),
                registry);
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return ask(connection, sql);
        }
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    void run(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Backend process ids of the pool's sessions: the same before and after, if no connection was replaced. */
    List<Integer> backends() {
        return SERVER.sessions().pidsOfApplication(schema);
    }

    /** No connection is in use, the books balance, and the next borrower finds a session as good as new. */
    void leftClean() throws SQLException {
        conserved();
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < pool.config().maxConnections(); i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                asGoodAsNew(connection);
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        conserved();
    }

    private void conserved() {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            PoolStats now = pool.stats();
            assertThat(now.active()).as("active").isZero();
            assertThat(now.waiting()).as("waiting").isZero();
            assertThat(SERVER.sessions(schema)).as("sessions on the server").isEqualTo(now.idle());
        });
        PoolStats now = pool.stats();
        assertThat(now.handedOut()
                        + now.timeouts()
                        + now.closedErrors()
                        + now.otherErrors()
                        + now.rejected()
                        + now.cancelled())
                .as("outcomes in %s", now)
                .isEqualTo(now.started());
        assertThat(returns()).as("returns").isEqualTo(now.handedOut());
    }

    private long returns() {
        HistogramDataPointSnapshot point =
                (HistogramDataPointSnapshot) registry.scrape("db_pool_hold_duration_seconds"::equals)
                        .get(0)
                        .getDataPoints()
                        .get(0);
        return point.getClassicBuckets().stream()
                .mapToLong(bucket -> bucket.getCount())
                .sum();
    }

    private void asGoodAsNew(Connection connection) throws SQLException {
        assertThat(connection.getAutoCommit()).as("autocommit").isTrue();
        assertThat(connection.isReadOnly()).as("read-only").isFalse();
        assertThat(connection.getTransactionIsolation())
                .as("isolation")
                .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(connection.getNetworkTimeout()).as("network timeout").isZero();
        assertThat((Throwable) connection.getWarnings()).as("warnings").isNull();
        assertThat(connection.getSchema()).as("schema").isEqualTo(schema);
        assertThat(ask(connection, "show search_path")).as("search path").isIn(schema, '"' + schema + '"');
        assertThat(ask(connection, "show transaction_read_only"))
                .as("server's read-only")
                .isEqualTo("off");
        assertThat(ask(connection, "show transaction_isolation"))
                .as("server's isolation")
                .isEqualTo("read committed");
        assertThat(ask(connection, "select session_user = current_user"))
                .as("role")
                .isEqualTo("t");
        assertThat(ask(
                        connection,
                        "select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'"))
                .as("advisory locks")
                .isEqualTo("0");
        // The portal of this very query is one of them.
        assertThat(ask(connection, "select count(*) from pg_cursors where name <> ''"))
                .as("open cursors")
                .isEqualTo("0");
    }

    @Override
    public void close() {
        pool.close();
    }
}
