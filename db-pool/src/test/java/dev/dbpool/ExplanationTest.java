package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who fails is told why, from a report that all who fail share; the log hears of it once. */
class ExplanationTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @AfterEach
    void stopThreads() {
        release.countDown();
        threads.shutdownNow();
    }

    private DbConfig.Builder config(String service) {
        return DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .connectTimeout(Duration.ofSeconds(30))
                .maxConnections(2)
                .minConnections(1)
                .acquireTimeout(TIMEOUT);
    }

    /** Threads that hold all connections and do something else. */
    private void exhaust(DbPool pool) {
        for (int i = 0; i < pool.config().maxConnections(); i++) {
            threads.execute(() -> {
                try (Connection held = pool.acquire(Duration.ofSeconds(30))) {
                    assertThat(held.isClosed()).isFalse();
                    while (release.getCount() > 0) {
                        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                    }
                } catch (SQLException over) {
                    // the test is over
                }
            });
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pool.stats().active() == pool.config().maxConnections());
    }

    private List<AcquireTimeoutException> timeOut(DbPool pool, int callers) throws Exception {
        List<Future<AcquireTimeoutException>> calls = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            calls.add(threads.submit(() -> catchThrowableOfType(AcquireTimeoutException.class, pool::getConnection)));
        }
        List<AcquireTimeoutException> failures = new ArrayList<>();
        for (Future<AcquireTimeoutException> call : calls) {
            failures.add(call.get(30, TimeUnit.SECONDS));
        }
        return failures;
    }

    private double episodes(Verdict verdict) {
        return registry.scrape("db_pool_exhaustion_episodes"::equals).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point -> verdict.label().equals(point.getLabels().get("verdict")))
                .mapToDouble(point -> ((CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    @Test
    void allWhoFailShareOneReportThatNamesTheCause() throws Exception {
        try (Logs logs = Logs.capture();
                DbPool pool = DbPool.open(config("explains").build(), registry)) {
            exhaust(pool);
            List<AcquireTimeoutException> failures = timeOut(pool, 20);

            Report report = failures.get(0).report().orElseThrow();
            assertThat(report.verdict()).hasValue(Verdict.HELD_OUTSIDE_SQL);
            assertThat(report.server().status()).isEqualTo(ServerView.Status.ANSWERED);
            assertThat(report.held()).hasSize(2);
            assertThat(report.held().get(0).session()).isPresent();
            assertThat(failures.stream()
                            .map(failure -> failure.report().orElseThrow())
                            .distinct())
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure.getMessage())
                            .startsWith("explains: no connection within 3 s (2 of 2 in use, ")
                            .contains("docs/verdicts.md#held-outside-sql")
                            .hasSizeLessThan(1_000)
                            .doesNotContain("\n"));

            await().untilAsserted(
                            () -> assertThat(episodes(Verdict.HELD_OUTSIDE_SQL)).isEqualTo(1));
            pool.close();
            assertThat(logs.containing("explains: callers get no connection")).hasSize(1);
            assertThat(logs.containing("explains: the pool closes; 20 failed")).hasSize(1);
            assertThat(episodes(Verdict.HELD_OUTSIDE_SQL)).isZero();
        }
    }

    @Test
    void whoHasNoTimeToWaitIsToldWhatIsKnownAtOnce() throws SQLException {
        try (DbPool pool = DbPool.open(config("short-of-time").build(), registry);
                Connection one = pool.getConnection();
                Connection two = pool.getConnection()) {
            AcquireTimeoutException late =
                    catchThrowableOfType(AcquireTimeoutException.class, () -> pool.acquire(Duration.ofMillis(20)));

            assertThat(late.report().flatMap(Report::verdict)).hasValue(Verdict.SELF_DEADLOCK);
            assertThat(late.getMessage()).contains("docs/verdicts.md#self-deadlock");
            assertThat(one).isNotSameAs(two);
        }
    }

    /** To try whether a connection is free is no trouble, and must not look like it. */
    @Test
    void whoWouldNotWaitBeginsNoEpisode() throws Exception {
        try (Logs logs = Logs.capture();
                DbPool pool = DbPool.open(config("tries").build(), registry)) {
            exhaust(pool);
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> pool.acquire(Duration.ZERO)).isInstanceOf(AcquireTimeoutException.class);
            }
            pool.close();
            assertThat(logs.containing("get no connection")).isEmpty();
        }
    }

    @Test
    void aReportOfTroubleThatIsOverIsForgotten() throws Exception {
        try (DbPool pool = DbPool.open(config("over").build(), registry)) {
            exhaust(pool);
            assertThat(timeOut(pool, 1)).isNotEmpty();
            assertThat(pool.explain().verdict()).hasValue(Verdict.HELD_OUTSIDE_SQL);
            release.countDown();
            await().until(() -> pool.stats().active() == 0);
            pool.getConnection().close();
            assertThat(pool.explain().held()).isEmpty();
        }
    }

    @Test
    void aClosedPoolSaysSo() throws SQLException {
        DbPool pool = DbPool.open(config("closed").build(), registry);
        pool.close();
        PoolClosedException closed = catchThrowableOfType(PoolClosedException.class, pool::getConnection);
        assertThat(closed.report().flatMap(Report::verdict)).hasValue(Verdict.POOL_CLOSED);
        assertThat(pool.explain().verdict()).hasValue(Verdict.POOL_CLOSED);
        assertThat(pool.holders()).isEmpty();
    }

    @Test
    void anAppenderThatHangsKeepsNobodyWaiting() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch thaw = new CountDownLatch(1);
        DbPool pool = DbPool.open(config("hangs").build(), registry);
        try (AutoCloseable appender = onEpisode(event -> {
            hung.countDown();
            await().atMost(Duration.ofSeconds(60)).until(() -> thaw.getCount() == 0);
        })) {
            exhaust(pool);
            assertThat(timeOut(pool, 1)).isNotEmpty();
            assertThat(hung.await(10, TimeUnit.SECONDS)).isTrue();

            long start = System.nanoTime();
            List<AcquireTimeoutException> failures = timeOut(pool, 10);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusSeconds(2));
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure.report()).isPresent());
            assertThat(episodes(Verdict.HELD_OUTSIDE_SQL)).isEqualTo(1);
            assertThat(pool.explain().verdict()).hasValue(Verdict.HELD_OUTSIDE_SQL);
            start = System.nanoTime();
            pool.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        } finally {
            thaw.countDown();
            pool.close();
        }
    }

    @Test
    void anAppenderThatThrowsHarmsNobody() throws Exception {
        try (DbPool pool = DbPool.open(config("throws").build(), registry);
                AutoCloseable appender = onEpisode(event -> {
                    throw new StackOverflowError("staged");
                })) {
            exhaust(pool);
            assertThat(timeOut(pool, 3)).isNotEmpty();
            await().untilAsserted(
                            () -> assertThat(episodes(Verdict.HELD_OUTSIDE_SQL)).isEqualTo(1));
            assertThat(timeOut(pool, 1).get(0).report().flatMap(Report::verdict))
                    .hasValue(Verdict.HELD_OUTSIDE_SQL);
            release.countDown();
            await().until(() -> pool.stats().active() == 0);
            pool.getConnection().close();
        }
    }

    /** Does this to every record of an episode. */
    private static AutoCloseable onEpisode(Consumer<ILoggingEvent> action) {
        Logger logger = (Logger) LoggerFactory.getLogger(DbPool.class);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            public void doAppend(ILoggingEvent event) {
                if (event.getMessage().contains("callers get no connection")) {
                    action.accept(event);
                }
            }

            @Override
            protected void append(ILoggingEvent event) {}
        };
        appender.start();
        logger.addAppender(appender);
        return () -> logger.detachAppender(appender);
    }
}
