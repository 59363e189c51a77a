package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.Health;
import dev.dbpool.PoolClosedException;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.Sockets;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing in the middle of work, and what a pool leaves in the process that opened it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseUnderWayTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static long threads(String service) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("db-pool-" + service + "-"))
                .count();
    }

    @Test
    void queriesThatRunAreCutOff() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER);
        ExecutorService borrowers = Executors.newCachedThreadPool();
        List<Future<?>> queries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queries.add(borrowers.submit(() -> {
                try (Connection connection = under.pool.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("select pg_sleep(20)");
                }
                return true;
            }));
        }
        await().until(() ->
                SERVER.sessions().pidsOfApplication(under.service, "active").size() == 4);
        long millis = PoolUnderTest.millisOf(under.pool::close);
        assertThat(millis).isLessThan(3_000);
        for (Future<?> query : queries) {
            assertThatThrownBy(() -> query.get(2, TimeUnit.SECONDS)).rootCause().isInstanceOf(Exception.class);
        }
        borrowers.shutdownNow();
        assertThat(under.pool.stats().active()).isZero();
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
            assertThat(SERVER.sessions(under.service)).as("sessions").isZero();
            assertThat(threads(under.service)).as("threads").isZero();
        });
    }

    @Test
    void aDeadNetworkDoesNotHoldUpTheClosing() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER)) {
            PoolUnderTest under = PoolUnderTest.behind(proxy);
            Connection lent = under.pool.getConnection();
            proxy.inject(Fault.stall());
            long millis = PoolUnderTest.millisOf(under.pool::close);
            assertThat(millis).isLessThan(5_000);
            await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
                assertThat(Sockets.to(proxy.port())).as("sockets").isZero();
                assertThat(threads(under.service)).as("threads").isZero();
            });
            assertThatThrownBy(() -> PoolUnderTest.backendOf(lent)).isInstanceOf(SQLException.class);
            lent.close();
            proxy.heal();
        }
    }

    @Test
    void aQueueIsSentAwayWhileTheBorrowedIsAwaited() throws Exception {
        PoolUnderTest under =
                PoolUnderTest.on(SERVER, builder -> builder.maxConnections(1).minConnections(1));
        ExecutorService callers = Executors.newCachedThreadPool();
        Connection only = under.pool.getConnection();
        List<Future<Connection>> queue = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            queue.add(callers.submit(() -> under.pool.acquire(Duration.ofSeconds(40))));
        }
        await().until(() -> under.pool.stats().waiting() == 50);
        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> under.pool.close(Duration.ofSeconds(30)), PoolUnderTest.OWN_THREAD);
        for (Future<Connection> caller : queue) {
            assertThatThrownBy(() -> caller.get(2, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(PoolClosedException.class);
        }
        assertThat(closing).isNotDone();
        assertThat(PoolUnderTest.backendOf(only)).isPositive();
        only.close();
        closing.get(3, TimeUnit.SECONDS);
        assertThat(under.pool.stats().closedErrors()).isEqualTo(50);
        callers.shutdownNow();
    }

    @Test
    void aPatienceThatIsNoneClosesNothingByHalves() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER);
        assertThatThrownBy(() -> under.pool.close(null)).isInstanceOf(NullPointerException.class);
        assertThat(under.borrowOnce()).isPositive();
        under.pool.close(Duration.ofSeconds(-1));
        assertThat(under.pool.health().status()).isEqualTo(Health.Status.CLOSED);
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(SERVER.sessions(under.service)).isZero());
    }

    @Test
    void aPoolThatTheRegistryRefusesLeavesNothing() throws Exception {
        try (PoolUnderTest first = PoolUnderTest.on(SERVER)) {
            int sessions = SERVER.sessions(first.service);
            for (boolean lazily : new boolean[] {false, true}) {
                DbConfig config = first.pool.config().toBuilder()
                        .startLazily(lazily)
                        .refuseDuplicates(true)
                        .build();
                long before = threads(first.service);
                assertThatThrownBy(() -> DbPool.open(config, first.registry)).isInstanceOf(IllegalStateException.class);
                await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
                    assertThat(threads(first.service)).as("threads").isLessThanOrEqualTo(before);
                    assertThat(SERVER.sessions(first.service))
                            .as("sessions")
                            .isLessThanOrEqualTo(Math.max(2, sessions));
                });
            }
            try (DbPool second = DbPool.open(
                    first.pool.config().toBuilder().poolName("second").build(), first.registry)) {
                second.getConnection().close();
                assertThat(first.registry.scrape("db_pool_waiting_acquires"::equals).stream()
                                .findFirst()
                                .orElseThrow()
                                .getDataPoints())
                        .hasSize(2);
            }
            first.settles(SERVER);
        }
    }

    @Test
    void theProcessIsAsBeforeAfterManyPools() throws Exception {
        openAndClose(5);
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("db-pool-cycle"))
                .count();
        int sockets = Sockets.to(SERVER.port());
        openAndClose(60);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(threads("cycle")).isLessThanOrEqualTo(threads);
            assertThat(Sockets.to(SERVER.port())).isLessThanOrEqualTo(sockets);
            assertThat(SERVER.sessions("cycle")).isZero();
        });
    }

    private static void openAndClose(int times) throws SQLException {
        DbConfig config = DbConfig.builder("cycle")
                .databaseUrl(SERVER.url())
                .maxConnections(2)
                .minConnections(2)
                .build();
        PrometheusRegistry registry = new PrometheusRegistry();
        for (int i = 0; i < times; i++) {
            try (DbPool pool = DbPool.open(config, registry)) {
                pool.getConnection().close();
            }
        }
        assertThat(registry.scrape().size()).isZero();
    }
}
