package dev.dbpool.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Work MILLISECOND = (connection, hold) -> LockSupport.parkNanos(1_000_000);

    private static ClosedLoopFigures run(Gateway gateway, int callers) throws InterruptedException {
        return new ClosedLoop(gateway, MILLISECOND, HoldTime.fixed(Duration.ZERO), CallerThreads.PLATFORM, 1)
                .run(callers, Duration.ofMillis(50), WINDOW);
    }

    @Test
    void nobodyStarvesInAFairQueue() throws Exception {
        FixedGateway pool = new FixedGateway(2, 10_000);

        ClosedLoopFigures figures = run(pool, 8);

        assertThat(figures.starved()).isZero();
        assertThat(figures.jain()).isGreaterThan(0.95);
        assertThat(figures.perSecond()).isPositive().isLessThan(2_500);
        assertThat(figures.p50Micros()).isGreaterThan(1_000);
        assertThat(pool.free()).isEqualTo(2);
    }

    @Test
    void callerForWhomNothingIsDoneIsCountedAndSoIsHisWait() throws Exception {
        FixedGateway pool = new FixedGateway(8, 10_000);
        AtomicInteger arrivals = new AtomicInteger();
        Gateway unfair = new Gateway() {
            @Override
            public Lease acquire() throws SQLException {
                if (arrivals.incrementAndGet() == 1) {
                    // Longer than warm-up and window.
                    LockSupport.parkNanos(2_000_000_000);
                }
                return pool.acquire();
            }

            @Override
            public void close() {}
        };

        ClosedLoopFigures figures = run(unfair, 4);

        assertThat(figures.starved()).isEqualTo(1);
        // One of four had nothing, the others about the same.
        assertThat(figures.jain()).isLessThanOrEqualTo(0.75).isGreaterThan(0.7);
        // Nearly the whole window: the thread may have begun a little late.
        assertThat(figures.longestMillis()).isGreaterThan(500).isLessThanOrEqualTo(1_000.1);
    }

    @Test
    void faultOfThePoolEndsTheRun() {
        Gateway broken = new Gateway() {
            @Override
            public Lease acquire() {
                throw new IllegalStateException("broken");
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> run(broken, 2)).hasRootCauseMessage("broken");
    }

    @Test
    void workThatFailsEndsTheRunAndIsNotTakenForAPoolWithoutConnections() {
        FixedGateway pool = new FixedGateway(2, 10_000);
        Work failing = (connection, hold) -> {
            throw new SQLException("the work failed");
        };
        ClosedLoop loop = new ClosedLoop(pool, failing, HoldTime.fixed(Duration.ZERO), CallerThreads.PLATFORM, 1);

        assertThatThrownBy(() -> loop.run(2, Duration.ofMillis(50), WINDOW)).hasRootCauseMessage("the work failed");
    }
}
