package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deadlines, priorities, refusals and sizes, as the users of a pool see them. */
class DbPoolAdmissionTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static DbPool open(String service, int max) throws SQLException {
        return open(config(service, max));
    }

    private static DbConfig.Builder config(String service, int max) {
        return DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .maxConnections(max)
                .minConnections(1)
                .acquireTimeout(LONG);
    }

    private static DbPool open(DbConfig.Builder config) throws SQLException {
        return DbPool.open(config.build(), new PrometheusRegistry());
    }

    private static List<Connection> borrow(DbPool pool, int connections) throws SQLException {
        List<Connection> borrowed = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            borrowed.add(pool.getConnection());
        }
        return borrowed;
    }

    private Future<Connection> waiting(DbPool pool, Priority priority) {
        int before = pool.stats().waiting();
        Future<Connection> caller = threads.submit(() -> pool.acquire(LONG, priority));
        await().until(() -> pool.stats().waiting() == before + 1);
        return caller;
    }

    // --- deadlines ---

    @Test
    void aDeadlineIsTheEndOfWaiting() throws SQLException {
        try (DbPool pool = open("deadline", 1);
                Connection held = pool.acquire(Instant.now().plus(LONG))) {
            assertThat(held.isValid(1)).isTrue();
            assertThatThrownBy(() -> pool.acquire(Instant.now().plusMillis(60)))
                    .isInstanceOf(AcquireTimeoutException.class);
            assertThatThrownBy(() -> pool.acquire(Instant.now().minus(LONG), Priority.CRITICAL))
                    .isInstanceOf(AcquireTimeoutException.class);
        }
    }

    @Test
    void aDeadlineThatHasPassedTakesAConnectionThatIsFree() throws SQLException {
        try (DbPool pool = open("passed", 1);
                Connection free = pool.acquire(Instant.EPOCH)) {
            assertThat(free.isValid(1)).isTrue();
        }
    }

    // --- priorities and refusals ---

    @Test
    void theCriticalGoFirstAlsoWhenOnlyTheirThreadSaysSo() throws Exception {
        try (DbPool pool = open("priorities", 1)) {
            Connection held = pool.getConnection();
            Future<Connection> sheddable = waiting(pool, Priority.SHEDDABLE);
            Future<Connection> normal = waiting(pool, Priority.NORMAL);
            Future<Connection> critical = threads.submit(() -> {
                try (Priority.Scope scope = Priority.CRITICAL.enter()) {
                    assertThat(scope).isNotNull();
                    return pool.getConnection();
                }
            });
            await().until(() -> pool.stats().waiting() == 3);
            held.close();
            for (Future<Connection> next : List.of(critical, normal, sheddable)) {
                next.get(10, TimeUnit.SECONDS).close();
            }
        }
    }

    @Test
    void whoMakesRoomForACriticalCallerIsToldWhenToComeAgain() throws Exception {
        try (DbPool pool = open(config("displaced", 1).maxWaiters(1));
                Connection held = pool.getConnection()) {
            Future<?> displaced = threads.submit(() -> {
                AcquireRejectedException refused = catchThrowableOfType(
                        AcquireRejectedException.class, () -> pool.acquire(LONG, Priority.SHEDDABLE));
                assertThat(refused.reason()).isEqualTo(RejectReason.QUEUE_FULL);
                assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(10), Duration.ofMinutes(1));
                assertThat(refused.getMessage()).contains("Try again after");
            });
            await().until(() -> pool.stats().waiting() == 1);
            Future<Connection> critical = threads.submit(() -> pool.acquire(LONG, Priority.CRITICAL));
            displaced.get(10, TimeUnit.SECONDS);
            assertThat(pool.stats().rejected()).isEqualTo(1);
            held.close();
            critical.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void aHopelessCallerIsRefusedAtOnce() throws Exception {
        try (DbPool pool = open(config("hopeless", 1).refuseHopeless(true))) {
            // Ten hand-overs from which the pool learns how long connections are held: about 30 ms each.
            Connection held = pool.getConnection();
            for (int i = 0; i < 10; i++) {
                Future<Connection> next = waiting(pool, Priority.NORMAL);
                await().pollDelay(Duration.ofMillis(30)).until(() -> true);
                held.close();
                held = next.get(10, TimeUnit.SECONDS);
            }
            List<Future<Connection>> queue = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                queue.add(waiting(pool, Priority.NORMAL));
            }
            AcquireRejectedException refused =
                    catchThrowableOfType(AcquireRejectedException.class, () -> pool.acquire(Duration.ofMillis(50)));
            assertThat(refused.reason()).isEqualTo(RejectReason.DEADLINE);
            assertThat(refused.getMessage()).contains("refused at once", "after more than twice its timeout of 50 ms");
            held.close();
            for (Future<Connection> caller : queue) {
                caller.get(10, TimeUnit.SECONDS).close();
            }
        }
    }

    /** A hundred callers without a pause, 20 ms each, for two connections: each would wait a second. */
    @Test
    void anOverloadIsSeenByCallersInMetricsAndInTheReport() throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        AtomicBoolean over = new AtomicBoolean();
        try (DbPool pool = DbPool.open(
                config("overloaded", 2).admission(AdmissionPolicy.ADAPTIVE).build(), registry)) {
            assertThat(pool.explain().admission()).contains("calm").doesNotContain("before");
            BlockingQueue<AcquireRejectedException> refusals = new LinkedBlockingQueue<>();
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                callers.add(threads.submit(() -> {
                    while (!over.get()) {
                        try (Connection connection = pool.getConnection()) {
                            Thread.sleep(20);
                        } catch (AcquireRejectedException refused) {
                            refusals.add(refused);
                        }
                    }
                    return null;
                }));
            }
            AcquireRejectedException refused = refusals.poll(20, TimeUnit.SECONDS);
            assertThat((Throwable) refused).isNotNull();
            assertThat(refused.reason()).isEqualTo(RejectReason.OVERLOAD);
            assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(10), LONG);
            assertThat(pool.explain().admission()).contains("overloaded for").contains("newest first");
            assertThat(gauge(registry, "db_pool_admission_overloaded")).isEqualTo(1);
            over.set(true);
            for (Future<?> caller : callers) {
                caller.get(20, TimeUnit.SECONDS);
            }
            await().until(() -> gauge(registry, "db_pool_admission_overloaded") == 0);
            assertThat(pool.explain().admission()).contains("calm").contains("It has been overloaded");
            assertThat(pool.stats().rejected()).isEqualTo(refusals.size() + 1L);
        }
    }

    private static double gauge(PrometheusRegistry registry, String name) {
        return registry.scrape(name::equals).stream()
                .flatMap(family -> family.getDataPoints().stream())
                .map(GaugeDataPointSnapshot.class::cast)
                .mapToDouble(GaugeDataPointSnapshot::getValue)
                .sum();
    }

    // --- size ---

    @Test
    void aLargerPoolServesThoseWhoWaitAtOnce() throws Exception {
        try (DbPool pool = open("grows", 1);
                Connection held = pool.getConnection()) {
            Future<Connection> first = waiting(pool, Priority.NORMAL);
            Future<Connection> second = waiting(pool, Priority.NORMAL);
            pool.resize(1, 3);
            first.get(10, TimeUnit.SECONDS).close();
            second.get(10, TimeUnit.SECONDS).close();
            assertThat(held.isValid(1)).isTrue();
            assertThat(pool.stats().max()).isEqualTo(3);
            assertThat(pool.config().maxConnections())
                    .as("what it was opened with")
                    .isEqualTo(1);
        }
    }

    @Test
    void aSmallerPoolIsReachedAsConnectionsComeBackAndKeepsNoMoreSessions() throws Exception {
        try (DbPool pool = open("shrinks", 6)) {
            List<Connection> all = borrow(pool, 6);
            for (Connection idle : all.subList(3, 6)) {
                idle.close();
            }
            pool.resize(1, 2);
            await("the idle ones are closed").until(() -> SERVER.sessions("shrinks") == 3);
            Future<Connection> waiting = waiting(pool, Priority.NORMAL);
            all.get(0).close();
            await("one more is closed").until(() -> SERVER.sessions("shrinks") == 2);
            assertThat(waiting).isNotDone();
            all.get(1).close();
            waiting.get(10, TimeUnit.SECONDS).close();
            all.get(2).close();
            PoolStats now = pool.stats();
            assertThat(now.max()).isEqualTo(2);
            assertThat(now.idle()).isBetween(1, 2);
            for (Connection connection : borrow(pool, 2)) {
                connection.close();
            }
        }
    }

    @Test
    void aSizeThatIsNotAllowedChangesNothingAndIsExplained() throws SQLException {
        try (DbPool pool = open("sizes", 3)) {
            assertThatThrownBy(() -> pool.resize(5, 4))
                    .isInstanceOf(DbConfigException.class)
                    .hasMessageContaining("minConnections");
            assertThatThrownBy(() -> pool.resize(-1, 10_001))
                    .isInstanceOf(DbConfigException.class)
                    .hasMessageContaining("minConnections")
                    .hasMessageContaining("maxConnections");
            assertThat(pool.stats().max()).isEqualTo(3);
        }
    }

    /** Ninety would have to be able to wait for 9 if it were opened with them. */
    @Test
    void moreConnectionsAreNotRefusedBecauseFewMayWaitForThem() throws SQLException {
        DbConfig.Builder adaptive =
                config("grows-adaptive", 1).admission(AdmissionPolicy.ADAPTIVE).maxWaiters(40);
        try (DbPool pool = open(adaptive)) {
            pool.resize(1, 9);
            assertThat(pool.stats().max()).isEqualTo(9);
        }
    }

    @Test
    void aClosedPoolHasNoSizeToChange() throws SQLException {
        DbPool pool = open("resized-closed", 3);
        pool.close();
        pool.resize(1, 5);
        assertThat(pool.stats().max()).isEqualTo(3);
        assertThat(SERVER.sessions("resized-closed")).isZero();
    }
}
