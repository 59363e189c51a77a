package dev.dbpool.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus and {@link DbPool#stats()} show while callers come, go and fail in every way that load brings. */
@Timeout(60)
class ScrapeUnderLoadTest {
    private static final int MAX = 4;
    private static final int MAX_WAITERS = 14;
    private static final int CALLERS = 24;
    private static final int SCRAPES = 200;

    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @Test
    void noScrapeUnderLoadShowsAnImpossibleValueAndAtRestTheBooksAreExact() throws Exception {
        try (StressedPool stressed = new StressedPool(MAX, builder -> builder.maxWaiters(MAX_WAITERS))) {
            List<Thread> callers = callers(stressed.pool);
            Thread interrupter = new Thread(() -> interruptAtRandom(callers), "interrupter");
            callers.forEach(Thread::start);
            interrupter.start();
            try {
                scrapeRepeatedly(stressed);
            } finally {
                over = true;
                for (Thread caller : callers) {
                    caller.join();
                }
                interrupter.join();
            }
            assertThat(unexpected).isEmpty();
            balances(stressed);
        }
    }

    /** A collector of somebody else hangs, before ours or after it: that is the scrape's problem, not the callers'. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aScrapeDelaysNoAcquire(boolean hangsBefore) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        try (StressedPool stressed = new StressedPool(1)) {
            hang(stressed.registry, hangsBefore, inside, letGo);
            Thread scrape = new Thread(stressed.registry::scrape, "hanging-scrape");
            scrape.start();
            try {
                assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
                for (int i = 0; i < 10; i++) {
                    try (Connection connection = stressed.pool.acquire(Duration.ofSeconds(5))) {
                        assertThat(connection.isValid(5)).isTrue();
                    }
                }
                assertThat(scrape.isAlive()).as("the scrape still hangs").isTrue();
            } finally {
                letGo.countDown();
                scrape.join();
            }
            stressed.conserves();
        }
    }

    /** A registry reads simple collectors first and then those with several families, of which ours is one. */
    private static void hang(PrometheusRegistry registry, boolean before, CountDownLatch inside, CountDownLatch letGo) {
        Collector stuck = () -> {
            inside.countDown();
            try {
                letGo.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return GaugeSnapshot.builder().name("somebody_elses").build();
        };
        if (before) {
            registry.register(stuck);
        } else {
            MultiCollector later = () -> MetricSnapshots.of(stuck.collect());
            registry.register(later);
        }
    }

    private void scrapeRepeatedly(StressedPool stressed) throws IOException {
        Scrape before = Scrape.of(stressed.registry);
        // Beyond the fixed number only on a machine so slow that not everything has happened yet.
        for (int i = 0; i < SCRAPES || !everythingHappened(stressed.pool.stats()); i++) {
            Scrape now = Scrape.of(stressed.registry);
            now.isPossible();
            now.follows(before);
            before = now;
            for (int reading = 0; reading < 30; reading++) {
                isPossible(stressed.pool.stats());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4));
        }
    }

    private static boolean everythingHappened(PoolStats now) {
        return now.handedOut() > 0 && now.timeouts() > 0 && now.rejected() > 0 && now.cancelled() > 0;
    }

    private static void isPossible(PoolStats now) {
        // Who waits has started and has no outcome yet; without those who wait the sum would be too slack to fail.
        assertThat(outcomes(now) + now.waiting()).as("ended and waiting").isLessThanOrEqualTo(now.started());
        assertThat(List.of(
                        now.handedOut(),
                        now.timeouts(),
                        now.closedErrors(),
                        now.otherErrors(),
                        now.rejected(),
                        now.cancelled()))
                .allMatch(count -> count >= 0);
        assertThat(now.active()).as("active").isBetween(0, MAX);
        assertThat(now.idle()).as("idle").isBetween(0, MAX);
        assertThat(now.waiting()).as("waiting").isBetween(0, MAX + MAX_WAITERS);
    }

    private static long outcomes(PoolStats now) {
        return now.handedOut() + errors(now) + now.rejected() + now.cancelled();
    }

    private static long errors(PoolStats now) {
        return now.timeouts() + now.closedErrors() + now.otherErrors();
    }

    private static void balances(StressedPool stressed) throws IOException {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stressed.pool.stats().active()).isZero());
        stressed.conserves();
        PoolStats rest = stressed.pool.stats();
        Scrape last = Scrape.of(stressed.registry);
        assertThat(rest.waiting()).as("waiting").isZero();
        assertThat(last.sum("db_pool_waiting_acquires")).isZero();
        assertThat(last.sum("db_pool_connections", "state=\"active\"")).isZero();
        assertThat(last.sum("db_pool_acquire_duration_seconds_count")).isEqualTo(rest.handedOut() + errors(rest));
        assertThat(last.sum("db_pool_hold_duration_seconds_count")).isEqualTo(rest.handedOut());
        assertThat(last.sum("db_pool_connection_errors_total")).isEqualTo(errors(rest));
        assertThat(last.sum("db_pool_rejected_total")).isEqualTo(rest.rejected());
        assertThat(last.sum("db_pool_cancelled_total")).isEqualTo(rest.cancelled());
        double held = last.sum("db_pool_hold_duration_seconds_sum");
        assertThat(held).as("seconds held").isPositive();
        assertThat(last.sum("db_pool_busy_connection_seconds_total")).isCloseTo(held, within(held / 100));
    }

    private List<Thread> callers(DbPool pool) {
        SplittableRandom seeds = new SplittableRandom(StressedPool.seed("scrape under load"));
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = seeds.split();
            callers.add(new Thread(() -> call(pool, random), "caller-" + i));
        }
        return callers;
    }

    private void call(DbPool pool, SplittableRandom random) {
        while (!over) {
            try (Connection connection = pool.acquire(Duration.ofMillis(random.nextInt(20, 51)))) {
                use(connection, random);
            } catch (AcquireTimeoutException | AcquireInterruptedException expected) {
                // counted by the pool
            } catch (AcquireRejectedException expected) {
                LockSupport.parkNanos(random.nextInt(1_000_000, 4_000_000));
            } catch (SQLException | RuntimeException | Error other) {
                unexpected.add(other);
            }
            Thread.interrupted();
        }
    }

    private static void use(Connection connection, SplittableRandom random) throws SQLException {
        if (random.nextInt(32) == 0) {
            connection.abort(Runnable::run);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
        LockSupport.parkNanos(random.nextInt(1_000_000, 15_000_000));
    }

    private void interruptAtRandom(List<Thread> callers) {
        SplittableRandom random = new SplittableRandom();
        while (!over) {
            callers.get(random.nextInt(callers.size())).interrupt();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** One scrape as Prometheus reads it: each series with its value, levels apart from what only grows. */
    private record Scrape(Map<String, Double> growing, Map<String, Double> levels) {

        static Scrape of(PrometheusRegistry registry) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
            Scrape scrape = new Scrape(new LinkedHashMap<>(), new LinkedHashMap<>());
            boolean level = false;
            for (String line : out.toString(UTF_8).lines().toList()) {
                if (line.startsWith("# TYPE ")) {
                    level = line.endsWith(" gauge");
                } else if (!line.startsWith("#")) {
                    int space = line.lastIndexOf(' ');
                    (level ? scrape.levels : scrape.growing)
                            .put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                }
            }
            return scrape;
        }

        void isPossible() {
            assertThat(growing).isNotEmpty();
            assertThat(growing.values()).allMatch(value -> value >= 0);
            assertThat(levels.values()).allMatch(value -> value >= 0);
            assertThat(sum("db_pool_connections", "state=\"max\"")).isEqualTo(MAX);
            assertThat(sum("db_pool_connections", "state=\"active\"")).isLessThanOrEqualTo(MAX);
            assertThat(sum("db_pool_connections", "state=\"idle\"")).isLessThanOrEqualTo(MAX);
            assertThat(sum("db_pool_waiting_acquires")).isLessThanOrEqualTo(MAX + MAX_WAITERS);
            assertThat(sum("db_pool_hold_duration_seconds_count") + sum("db_pool_connection_errors_total"))
                    .as("returns and errors, each of which was an acquisition")
                    .isLessThanOrEqualTo(sum("db_pool_acquire_duration_seconds_count"));
        }

        void follows(Scrape before) {
            assertThat(growing.keySet()).isEqualTo(before.growing.keySet());
            assertThat(levels.keySet()).isEqualTo(before.levels.keySet());
            growing.forEach(
                    (series, value) -> assertThat(value).as(series).isGreaterThanOrEqualTo(before.growing.get(series)));
        }

        double sum(String name) {
            return sum(name, "");
        }

        double sum(String name, String label) {
            List<Double> values = new ArrayList<>();
            for (Map<String, Double> kind : List.of(growing, levels)) {
                kind.forEach((series, value) -> {
                    if (series.startsWith(name + "{") && series.contains(label)) {
                        values.add(value);
                    }
                });
            }
            assertThat(values).as("series %s %s", name, label).isNotEmpty();
            return values.stream().mapToDouble(Double::doubleValue).sum();
        }
    }
}
