package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.FaultyPool;
import dev.dbpool.internal.factory.FaultyDriver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a caller may wait, whatever happens. */
@Timeout(60)
class DeadlineTest {
    private static final Duration PROMISED = Duration.ofMillis(50);

    /** What a busy machine may add. */
    private static final Duration NOISE = Duration.ofMillis(250);

    private static final Duration TIMEOUT = Duration.ofMillis(700);

    @Test
    void fiftyCallersAtOnceAllEndInTimeWhenAllConnectionsAreHeld() throws Exception {
        try (StressedPool stressed = new StressedPool(2)) {
            ConcurrentLinkedQueue<Long> late = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
            List<Thread> callers = new ArrayList<>();
            try (Connection one = stressed.pool.getConnection();
                    Connection two = stressed.pool.getConnection()) {
                CountDownLatch start = new CountDownLatch(50);
                for (int i = 0; i < 50; i++) {
                    Thread caller = new Thread(() -> {
                        try {
                            start.countDown();
                            start.await();
                            late.add(lateness(stressed.pool));
                        } catch (Throwable other) {
                            unexpected.add(other);
                        }
                    });
                    callers.add(caller);
                    caller.start();
                }
                for (Thread caller : callers) {
                    caller.join(TimeUnit.SECONDS.toMillis(20));
                }
            }
            assertThat(unexpected).isEmpty();
            System.out.println("50 callers, latest by " + latest(late));
            assertThat(late).hasSize(50);
            assertThat(latest(late)).isLessThan(PROMISED.plus(NOISE));
            stressed.isWhole();
        }
    }

    private static long lateness(DbPool pool) throws SQLException {
        long start = System.nanoTime();
        try (Connection unexpected = pool.acquire(TIMEOUT)) {
            throw new AssertionError("served: " + unexpected);
        } catch (AcquireTimeoutException expected) {
            return System.nanoTime() - start - TIMEOUT.toNanos();
        }
    }

    private static Duration latest(ConcurrentLinkedQueue<Long> late) {
        return Duration.ofNanos(late.stream().mapToLong(Long::longValue).max().orElseThrow());
    }

    @Test
    void whoIsInterruptedAlreadyAndMustWaitIsSentAwayAtOnceWithItsFlag() throws Exception {
        try (StressedPool stressed = new StressedPool(1)) {
            try (Connection only = stressed.pool.getConnection()) {
                Thread.currentThread().interrupt();
                long start = System.nanoTime();
                assertThatThrownBy(stressed.pool::getConnection).isInstanceOf(AcquireInterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISED.plus(NOISE));
            }
            stressed.isWhole();
            assertThat(stressed.pool.stats().cancelled()).isEqualTo(1);
        }
    }

    /**
     * The permit may come late in the wait and find no session ready: the rest of the time counts, not all of it. The
     * least late of several tries is free of the machine's noise.
     */
    @Test
    void whoGetsAPermitInTheLastMomentWaitsNoLongerForASession() throws Exception {
        FaultyDriver driver = new FaultyDriver();
        DbConfig config = DbConfig.builder("last-moment")
                .databaseUrl("postgres://nobody:secret@127.0.0.1:1/none")
                .maxConnections(1)
                .minConnections(0)
                .startLazily(true)
                .build();
        long leastLate = Long.MAX_VALUE;
        try (DbPool pool = FaultyPool.open(config, new PrometheusRegistry(), driver)) {
            for (int attempt = 0; attempt < 5; attempt++) {
                driver.hang(false);
                Connection only = pool.getConnection();
                driver.hang(true);
                Thread cutter = new Thread(() -> {
                    LockSupport.parkNanos(TIMEOUT.minusMillis(15).toNanos());
                    try {
                        only.abort(Runnable::run);
                    } catch (SQLException unwelcome) {
                        throw new IllegalStateException(unwelcome);
                    }
                });
                cutter.start();
                leastLate = Math.min(leastLate, lateness(pool));
                cutter.join();
            }
        }
        assertThat(Duration.ofNanos(leastLate)).as("late").isLessThan(PROMISED);
    }

    /** A timeout of zero takes what is free, and a session that only rested is free. */
    @Test
    void aTimeoutOfZeroTakesASessionThatRested() throws Exception {
        try (StressedPool stressed = new StressedPool(2, builder -> builder.minConnections(1))) {
            int backend = backendOf(stressed);
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            try (Connection connection = stressed.pool.acquire(Duration.ZERO)) {
                assertThat(connection.isValid(5)).isTrue();
            }
            assertThat(backendOf(stressed)).as("the same session").isEqualTo(backend);
        }
    }

    private static int backendOf(StressedPool stressed) throws SQLException {
        try (Connection connection = stressed.pool.getConnection()) {
            return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        }
    }
}
