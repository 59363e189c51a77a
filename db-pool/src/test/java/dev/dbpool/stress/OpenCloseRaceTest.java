package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolClosedException;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools that are opened, used and closed at the same time, some before they are warm. */
@Timeout(120)
class OpenCloseRaceTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final int POOLS = 60;
    private static final int AT_A_TIME = 6;

    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<PoolStats> ends = new ConcurrentLinkedQueue<>();

    @Test
    void sixtyRacingOpensAndClosesLeaveNothing() throws Exception {
        long seed = StressedPool.seed("60 opens and closes");
        long start = System.nanoTime();
        inParallel(AT_A_TIME, lane -> {
            for (int i = lane; i < POOLS; i += AT_A_TIME) {
                openUseAndClose("race-" + i, new SplittableRandom(seed + i));
            }
        });
        System.out.println("60 opens and closes: " + (System.nanoTime() - start) / 1_000_000 + " ms, handed out "
                + ends.stream().mapToLong(PoolStats::handedOut).sum());
        assertThat(unexpected).isEmpty();
        assertThat(ends).hasSize(POOLS).allSatisfy(end -> {
            assertThat(end.active() + end.waiting()).as("%s", end).isZero();
            assertThat(end.handedOut() + end.timeouts() + end.closedErrors() + end.otherErrors() + end.cancelled())
                    .as("%s", end)
                    .isEqualTo(end.started());
        });
        for (int i = 0; i < POOLS; i++) {
            StressedPool.leavesNothing("race-" + i);
        }
    }

    private void openUseAndClose(String service, SplittableRandom random) throws Exception {
        DbConfig config = DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .maxConnections(3)
                .minConnections(random.nextInt(4))
                .startLazily(random.nextInt(3) == 0)
                .connectTimeout(Duration.ofSeconds(20))
                .acquireTimeout(Duration.ofSeconds(20))
                .build();
        DbPool pool = DbPool.open(config, new PrometheusRegistry());
        long closeAfter = random.nextLong(40_000_000);
        boolean interrupted = random.nextInt(4) == 0;
        inParallel(5, who -> {
            if (who < 3) {
                borrowUntilClosed(pool);
            } else {
                LockSupport.parkNanos(closeAfter);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                pool.close();
                if (who == 3 && Thread.interrupted() != interrupted) {
                    unexpected.add(new AssertionError("the interrupt flag is not what it was"));
                }
            }
        });
        ends.add(pool.stats());
    }

    private void borrowUntilClosed(DbPool pool) {
        while (true) {
            try (Connection connection = pool.getConnection()) {
                connection.clearWarnings();
            } catch (PoolClosedException closed) {
                return;
            } catch (AcquireTimeoutException | AcquireInterruptedException unwelcome) {
                unexpected.add(unwelcome);
                return;
            } catch (SQLException ofASessionThatIsBeingAborted) {
                // the next acquisition tells whether the pool is closed
            } catch (Throwable other) {
                unexpected.add(other);
                return;
            }
        }
    }

    private interface Lane {
        void run(int number) throws Exception;
    }

    private void inParallel(int lanes, Lane lane) throws InterruptedException {
        Phaser start = new Phaser(lanes);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                start.arriveAndAwaitAdvance();
                try {
                    lane.run(number);
                } catch (Throwable thrown) {
                    unexpected.add(thrown);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(100));
            if (thread.isAlive()) {
                unexpected.add(new AssertionError("stuck at " + List.of(thread.getStackTrace())));
            }
        }
    }
}
