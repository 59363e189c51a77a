package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers at once while the sessions below them are replaced, in part or all together. */
@Timeout(120)
class HerdTest {
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong worstNanos = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean going = true;
    private AtomicIntegerArray failuresOf = new AtomicIntegerArray(0);

    private void borrowAllTheTime(DbPool pool, int callers) {
        failuresOf = new AtomicIntegerArray(callers);
        for (int i = 0; i < callers; i++) {
            int who = i;
            Thread thread = new Thread(() -> {
                while (going) {
                    borrow(pool, who);
                }
            });
            threads.add(thread);
            thread.start();
        }
    }

    private void borrow(DbPool pool, int who) {
        long start = System.nanoTime();
        Connection borrowed;
        try {
            borrowed = pool.getConnection();
        } catch (Throwable failure) {
            failures.add(failure);
            failuresOf.incrementAndGet(who);
            return;
        } finally {
            worstNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
        try (Connection connection = borrowed;
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            served.incrementAndGet();
        } catch (SQLException lostInUse) {
            failuresOf.incrementAndGet(who);
        } catch (Throwable unexpected) {
            failures.add(unexpected);
        }
    }

    private void stop() throws InterruptedException {
        going = false;
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive())
                    .as("stuck at %s", List.of(thread.getStackTrace()))
                    .isFalse();
        }
    }

    @AfterEach
    void end() {
        going = false;
    }

    private void servesMore(int how) {
        long now = served.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> served.get() > now + how);
    }

    @Test
    void evictingAllUnderLoadFailsNobody() throws Exception {
        try (StressedPool stressed = new StressedPool(4)) {
            borrowAllTheTime(stressed.pool, 16);
            for (int i = 0; i < 10; i++) {
                servesMore(50);
                stressed.pool.evictAll();
            }
            servesMore(50);
            stop();
            assertThat(failures).isEmpty();
            for (int i = 0; i < failuresOf.length(); i++) {
                assertThat(failuresOf.get(i)).isZero();
            }
            stressed.isWhole();
        }
    }

    @Test
    void aRestartUnderLoadCostsEachCallerLittle() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                DbPool pool = DbPool.open(
                        DbConfig.builder("herd")
                                .databaseUrl(server.url())
                                .maxConnections(8)
                                .minConnections(8)
                                .connectTimeout(Duration.ofSeconds(2))
                                .acquireTimeout(Duration.ofSeconds(5))
                                .build(),
                        new PrometheusRegistry())) {
            borrowAllTheTime(pool, 200);
            servesMore(500);
            server.stopImmediate();
            server.startAgain();
            long up = System.nanoTime();
            servesMore(0);
            long recovery = System.nanoTime() - up;
            servesMore(500);
            stop();
            int worst = 0;
            int sum = 0;
            for (int i = 0; i < failuresOf.length(); i++) {
                worst = Math.max(worst, failuresOf.get(i));
                sum += failuresOf.get(i);
            }
            System.out.println("herd: recovery " + recovery / 1_000_000 + " ms, errors " + sum + ", worst " + worst
                    + ", slowest acquisition " + worstNanos.get() / 1_000_000 + " ms, "
                    + failures.stream().limit(2).toList());
            assertThat(recovery).isLessThan(Duration.ofMillis(3_300).toNanos());
            assertThat(worst).isLessThanOrEqualTo(4);
            assertThat(worstNanos.get()).isLessThan(Duration.ofMillis(5_500).toNanos());
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                PoolStats now = pool.stats();
                assertThat(now.active()).isZero();
                assertThat(server.sessions("herd")).isEqualTo(now.idle()).isEqualTo(8);
            });
        }
    }

    @Test
    void aPoolOfOneServesEverybodyThoughItsSessionKeepsDying() throws Exception {
        try (StressedPool stressed = new StressedPool(1)) {
            AtomicInteger errors = new AtomicInteger();
            borrowAllTheTime(stressed.pool, 8);
            for (int i = 0; i < 5; i++) {
                servesMore(20);
                StressedPool.SERVER.sessions().terminateBackends(stressed.service);
            }
            servesMore(20);
            stop();
            for (int i = 0; i < failuresOf.length(); i++) {
                errors.addAndGet(failuresOf.get(i));
            }
            assertThat(failures).as("failed acquisitions").isEmpty();
            assertThat(errors.get()).as("errors in use").isLessThanOrEqualTo(5);
            stressed.isWhole();
        }
    }
}
