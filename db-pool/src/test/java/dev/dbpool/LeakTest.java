package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is suspected to be a leak, what is not, and what becomes of a suspect. */
class LeakTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final Duration THRESHOLD = Duration.ofSeconds(1);

    /** Four rounds of the watch after the threshold, and what a busy machine takes. */
    private static final Duration SOON = THRESHOLD.plusSeconds(10);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopThreads() {
        worker.shutdownNow();
    }

    private DbPool open(String service, boolean reclaim) throws SQLException {
        return DbPool.open(
                DbConfig.builder(service)
                        .databaseUrl(SERVER.url())
                        .connectTimeout(Duration.ofSeconds(30))
                        .maxConnections(2)
                        .minConnections(1)
                        .leakThreshold(THRESHOLD)
                        .reclaimLeaks(reclaim)
                        .build(),
                registry);
    }

    private double suspects() {
        return registry.scrape("db_pool_leak_suspects"::equals).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(point -> ((GaugeDataPointSnapshot) point).getValue())
                .sum();
    }

    private double outcomes(String outcome) {
        return registry.scrape("db_pool_leak_outcomes"::equals).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point -> outcome.equals(point.getLabels().get("outcome")))
                .mapToDouble(point -> ((CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    private Connection leakedByIdleWorker(DbPool pool) throws Exception {
        return worker.submit(() -> pool.getConnection()).get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatAnIdleWorkerKeepsIsSuspectedOnceAndRecoversWhenItComesBack() throws Exception {
        try (Logs logs = Logs.capture();
                DbPool pool = open("leaks", false)) {
            Connection leaked = leakedByIdleWorker(pool);
            await().atMost(SOON).until(() -> suspects() == 1);
            assertThat(pool.explain().verdict()).hasValue(Verdict.LEAK);
            // The gauge of the next rounds is the same, and the log is not told again.
            await().pollDelay(Duration.ofSeconds(2)).until(() -> suspects() == 1);
            assertThat(logs.containing("leaks: connection"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.text())
                            .contains("is probably leaked", "waits for its next task", "at dev.dbpool.LeakTest.")
                            .contains("docs/verdicts.md#leak"));

            leaked.close();
            assertThat(suspects()).isZero();
            await().until(() -> outcomes("recovered") == 1);
            assertThat(logs.containing("which looked leaked, came back")).hasSize(1);
        }
    }

    @Test
    void whatAnEndedThreadKeepsIsSuspected() throws Exception {
        try (DbPool pool = open("ended", false)) {
            Thread ends = new Thread(() -> {
                try {
                    pool.getConnection();
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            ends.start();
            ends.join();
            await().atMost(SOON).until(() -> suspects() == 1);
        }
    }

    /** Asleep, in a statement, or used by another thread than the borrower: long, but no leak. */
    @Test
    void whatIsHeldForLongButNotForgottenIsNoSuspect() throws Exception {
        try (Logs logs = Logs.capture();
                DbPool pool = open("long", false)) {
            Connection handedOn = leakedByIdleWorker(pool);
            Connection own = pool.getConnection();
            assertThat(own.isClosed()).isFalse();
            long end = System.nanoTime() + THRESHOLD.multipliedBy(5).toNanos();
            while (System.nanoTime() < end) {
                try (Statement statement = handedOn.createStatement()) {
                    statement.execute("select pg_sleep(0.05)");
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                assertThat(suspects()).isZero();
            }
            assertThat(logs.containing("probably leaked")).isEmpty();
            assertThat(pool.holders()).hasSize(2);
        }
    }

    @Test
    void aReclaimedConnectionServesOthersAndTellsTheLeakerWhy() throws Exception {
        try (Logs logs = Logs.capture();
                DbPool pool = open("reclaims", true)) {
            Connection leaked = leakedByIdleWorker(pool);
            Statement statement = leaked.createStatement();
            await().atMost(SOON).until(() -> outcomes("reclaimed") == 1);

            assertThat(pool.stats().active()).isZero();
            assertThat(suspects()).isZero();
            assertThatThrownBy(leaked::createStatement)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("reclaimLeaks");
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
            leaked.close();
            assertThat(pool.stats().active()).isZero();
            try (Connection one = pool.getConnection();
                    Connection two = pool.getConnection()) {
                assertThat(one.isValid(1) && two.isValid(1)).isTrue();
            }
            assertThat(logs.containing("was taken away from thread")).hasSize(1);
            assertThat(outcomes("recovered")).isZero();
        }
    }

    @Test
    void withoutTheSettingNothingIsTakenAway() throws Exception {
        try (DbPool pool = open("keeps", false)) {
            Connection leaked = leakedByIdleWorker(pool);
            await().atMost(SOON).until(() -> suspects() == 1);
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertThat(leaked.isValid(1)).isTrue();
            assertThat(outcomes("reclaimed")).isZero();
        }
    }

    /** A restart, {@code pg_terminate_backend} or a failover ended it, and nobody is there to notice. */
    @Test
    void aLeakedConnectionWhoseBackendIsGoneIsReclaimed() throws Exception {
        for (boolean inTransaction : new boolean[] {false, true}) {
            try (DbPool pool = open("headless-" + inTransaction, true)) {
                Connection leaked = leakedByIdleWorker(pool);
                leaked.setAutoCommit(!inTransaction);
                int backend;
                try (Statement statement = leaked.createStatement();
                        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
                    row.next();
                    backend = row.getInt(1);
                }
                assertThat(SERVER.sessions().terminateBackend(backend)).isTrue();
                await().atMost(SOON.plusSeconds(10)).until(() -> outcomes("reclaimed") == 1);
                assertThat(pool.stats().active()).isZero();
                try (Connection one = pool.getConnection();
                        Connection two = pool.getConnection()) {
                    assertThat(one.isValid(1) && two.isValid(1)).isTrue();
                }
            }
        }
    }

    /** The server does not list it, as after a failover behind one name; but another thread works on it. */
    @Test
    void aSessionThatIsAskedWhetherItIsGoneLetsTheStatementOnItFinish() throws Exception {
        try (DbPool pool = open("busy", false);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            PhysicalConnection session = ((BorrowedConnection) connection).physical();
            Future<Boolean> running = worker.submit(() -> statement.execute("select pg_sleep(2)"));
            await().until(() ->
                    !SERVER.sessions().pidsOfApplication("busy", "active").isEmpty());
            assertThat(session.gone(Duration.ofMillis(250).toNanos())).isFalse();
            assertThat(running.get(10, TimeUnit.SECONDS)).isTrue();
            await().until(() -> !session.gone(Duration.ofSeconds(1).toNanos()));
            assertThat(connection.isValid(1)).isTrue();
        }
    }
}
