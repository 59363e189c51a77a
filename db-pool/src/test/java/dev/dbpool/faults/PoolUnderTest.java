package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A pool with a registry of its own, and what must be true of it once a fault is over. */
final class PoolUnderTest implements AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(2);

    /** The promise is 50 ms; this machine's noise takes the rest. */
    static final Duration LATE = Duration.ofMillis(300);

    /** For what blocks: with two processors the common pool of JDK 25 has one thread, which the first task would keep. */
    static final Executor OWN_THREAD = task -> new Thread(task).start();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    final String service = "fault-" + NUMBER.incrementAndGet();
    final PrometheusRegistry registry = new PrometheusRegistry();
    final DbPool pool;

    private PoolUnderTest(UnaryOperator<DbConfig.Builder> settings) throws SQLException {
        DbConfig.Builder builder = DbConfig.builder(service)
                .maxConnections(4)
                .minConnections(2)
                .connectTimeout(CONNECT_TIMEOUT)
                .acquireTimeout(ACQUIRE_TIMEOUT);
        pool = open(settings.apply(builder).build());
    }

    /** A second is little for the first login of a cold JVM on a busy machine; what is tested comes after it. */
    private DbPool open(DbConfig config) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return DbPool.open(config, registry);
            } catch (ConnectFailedException slow) {
                if (attempt == 5 || slow.reason() != ConnectFailure.TIMEOUT) {
                    throw slow;
                }
            }
        }
    }

    static PoolUnderTest with(UnaryOperator<DbConfig.Builder> settings) throws SQLException {
        return new PoolUnderTest(settings);
    }

    static PoolUnderTest on(PostgresServer server, UnaryOperator<DbConfig.Builder> settings) throws SQLException {
        return with(builder -> settings.apply(builder.databaseUrl(server.url())));
    }

    static PoolUnderTest on(PostgresServer server) throws SQLException {
        return on(server, builder -> builder);
    }

    static PoolUnderTest behind(FaultProxy proxy, UnaryOperator<DbConfig.Builder> settings) throws SQLException {
        return with(builder -> settings.apply(builder.databaseUrl(urlOf(proxy))));
    }

    static PoolUnderTest behind(FaultProxy proxy) throws SQLException {
        return behind(proxy, builder -> builder);
    }

    static String urlOf(FaultProxy proxy) {
        return PostgresServer.url(proxy.port(), PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE);
    }

    /** The process id of the server process that answers. */
    static int backendOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    int borrowOnce() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return backendOf(connection);
        }
    }

    /** Fills the pool with idle connections, all used a moment ago or, after {@code lettingThemRest}, long ago. */
    void fill() throws SQLException {
        Connection[] all = new Connection[pool.config().maxConnections()];
        for (int i = 0; i < all.length; i++) {
            all[i] = pool.getConnection();
        }
        for (Connection connection : all) {
            connection.close();
        }
    }

    /** Long enough for the pool to distrust connections: it tests those unused for 500 ms. */
    static void letThemRest() {
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
    }

    static long millisOf(ThrowingAction action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    interface ThrowingAction {
        void run() throws Exception;
    }

    /** The fault is gone: the pool serves again in time, every connection can be had, and the books balance. */
    void recovers(PostgresServer server) throws Exception {
        long start = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(10))
                .until(this::serves);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("recovery")
                .isLessThan(CONNECT_TIMEOUT.plusSeconds(1).plus(LATE));
        await().atMost(Duration.ofSeconds(5)).ignoreExceptions().untilAsserted(this::fill);
        settles(server);
    }

    private boolean serves() {
        try {
            borrowOnce();
            return true;
        } catch (SQLException notYet) {
            return false;
        }
    }

    void settles(PostgresServer server) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            PoolStats now = pool.stats();
            assertThat(now.active()).as("active").isZero();
            assertThat(now.waiting()).as("waiting").isZero();
            assertThat(server.sessions(service)).as("sessions on the server").isEqualTo(now.idle());
        });
        conserves();
    }

    void conserves() {
        PoolStats now = pool.stats();
        long failed = now.timeouts() + now.closedErrors() + now.otherErrors();
        assertThat(now.handedOut() + failed + now.rejected() + now.cancelled() + now.waiting())
                .as("outcomes in %s", now)
                .isEqualTo(now.started());
        assertThat(histogramCount("db_pool_acquire_duration_seconds")).isEqualTo(now.handedOut() + failed);
        assertThat(histogramCount("db_pool_hold_duration_seconds")).isEqualTo(now.handedOut() - now.active());
        assertThat(gauge("db_pool_waiting_acquires")).isEqualTo(now.waiting());
    }

    long histogramCount(String name) {
        HistogramDataPointSnapshot point = (HistogramDataPointSnapshot) only(name);
        return point.getClassicBuckets().stream()
                .mapToLong(bucket -> bucket.getCount())
                .sum();
    }

    double gauge(String name) {
        return ((GaugeDataPointSnapshot) only(name)).getValue();
    }

    /** By the name without {@code _total}, as the registry has it. */
    double counter(String name) {
        return ((CounterDataPointSnapshot) only(name)).getValue();
    }

    private DataPointSnapshot only(String name) {
        return registry.scrape(name::equals).stream()
                .flatMap(family -> family.getDataPoints().stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not exposed"));
    }

    @Override
    public void close() {
        pool.close();
    }
}
