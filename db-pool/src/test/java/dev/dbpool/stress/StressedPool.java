package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A pool on a real PostgreSQL with books of its own, and what they must say once everybody has gone. */
final class StressedPool implements AutoCloseable {
    static final PostgresServer SERVER = PostgresServer.shared();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    final String service = "stress-" + NUMBER.incrementAndGet();
    final PrometheusRegistry registry = new PrometheusRegistry();
    final DbPool pool;

    StressedPool(int max, UnaryOperator<DbConfig.Builder> settings) throws SQLException {
        DbConfig.Builder builder = DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .maxConnections(max)
                .minConnections(Math.min(2, max))
                .connectTimeout(Duration.ofSeconds(10))
                .acquireTimeout(Duration.ofSeconds(20));
        pool = DbPool.open(settings.apply(builder).build(), registry);
    }

    StressedPool(int max) throws SQLException {
        this(max, builder -> builder);
    }

    /** The seed of this run: a new one, or that of the run to be repeated. */
    static long seed(String test) {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println(test + ": repeat with -Ddb-pool.test.seed=" + seed);
        return seed;
    }

    /** Nobody acts any more: nothing is lost, nothing is left over, and all connections can be had at once. */
    void isWhole() throws SQLException {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            PoolStats now = pool.stats();
            assertThat(now.active()).as("active").isZero();
            assertThat(now.waiting()).as("waiting").isZero();
        });
        conserves();
        await("full capacity").atMost(Duration.ofSeconds(20)).untilAsserted(this::allCanBeBorrowedAtOnce);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(SERVER.sessions(service))
                        .as("sessions on the server")
                        .isEqualTo(pool.stats().idle()));
        conserves();
    }

    private void allCanBeBorrowedAtOnce() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < pool.config().maxConnections(); i++) {
                all.add(pool.acquire(Duration.ofSeconds(10)));
            }
            assertThat(SERVER.sessions(service)).isEqualTo(all.size());
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    /** Exact, because nobody acts any more. */
    void conserves() {
        PoolStats now = pool.stats();
        long errors = now.timeouts() + now.closedErrors() + now.otherErrors();
        assertThat(now.handedOut() + errors + now.rejected() + now.cancelled())
                .as("outcomes in %s", now)
                .isEqualTo(now.started());
        assertThat(count("db_pool_acquire_duration_seconds"))
                .as("acquire histogram")
                .isEqualTo(now.handedOut() + errors);
        assertThat(count("db_pool_hold_duration_seconds")).as("hold histogram").isEqualTo(now.handedOut());
    }

    private long count(String name) {
        return registry.scrape(name::equals).stream()
                .flatMap(family -> family.getDataPoints().stream())
                .flatMap(point -> ((HistogramDataPointSnapshot) point).getClassicBuckets().stream())
                .mapToLong(bucket -> bucket.getCount())
                .sum();
    }

    @Override
    public void close() {
        pool.close();
        leavesNothing(service);
    }

    static void leavesNothing(String service) {
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
            assertThat(SERVER.sessions(service)).as("sessions").isZero();
            assertThat(PoolThreads.of(service)).isEmpty();
        });
    }
}
