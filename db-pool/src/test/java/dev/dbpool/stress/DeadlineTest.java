package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
                            late.add(lateness(stressed));
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

    private static long lateness(StressedPool stressed) throws SQLException {
        long start = System.nanoTime();
        try (Connection unexpected = stressed.pool.acquire(TIMEOUT)) {
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

    /** The permit may come late in the wait and find no session ready: the rest of the time counts, not all of it. */
    @Test
    void whoGetsAPermitInTheLastMomentWaitsNoLongerForTheSession() throws Exception {
        try (StressedPool stressed = new StressedPool(1, builder -> builder.minConnections(1))) {
            Connection only = stressed.pool.getConnection();
            Thread cutter = new Thread(() -> {
                await().pollDelay(TIMEOUT.minusMillis(15)).until(() -> true);
                try {
                    only.abort(Runnable::run);
                } catch (SQLException unwelcome) {
                    throw new IllegalStateException(unwelcome);
                }
            });
            cutter.start();
            long start = System.nanoTime();
            try (Connection served = stressed.pool.acquire(TIMEOUT)) {
                assertThat(served).isNotNull();
            } catch (AcquireTimeoutException inTime) {
                assertThat(inTime.getMessage()).contains("no connection within");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            cutter.join();
            assertThat(took).isLessThan(TIMEOUT.plus(PROMISED).plus(NOISE));
            stressed.isWhole();
        }
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
