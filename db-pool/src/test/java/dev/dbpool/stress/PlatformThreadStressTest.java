package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.PoolStats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** 64 platform threads that behave badly on 6 connections. */
class PlatformThreadStressTest {
    private static final int THREADS = 64;
    private static final int ROUNDS = 60;

    @Test
    void nothingIsLostHoweverBadlyTheBorrowersBehave() throws Exception {
        long seed = StressedPool.seed("64 platform threads");
        try (StressedPool stressed = new StressedPool(6)) {
            Mischief mischief = new Mischief(stressed.pool, Thread::new, THREADS, ROUNDS, seed);
            long start = System.nanoTime();
            mischief.run(Duration.ofSeconds(60));
            System.out.println(
                    "64 platform threads: " + mischief + ", " + (System.nanoTime() - start) / 1_000_000 + " ms");
            assertThat(mischief.unexpected).isEmpty();
            matches(mischief, stressed.pool.stats());
            stressed.isWhole();
        }
    }

    /** What the borrowers saw is what the pool counted. */
    static void matches(Mischief mischief, PoolStats counted) {
        assertThat(counted.started()).isEqualTo(mischief.asked.sum());
        assertThat(counted.handedOut()).isEqualTo(mischief.served.sum());
        assertThat(counted.timeouts()).isEqualTo(mischief.timedOut.sum());
        assertThat(counted.cancelled()).isEqualTo(mischief.interrupted.sum());
        assertThat(counted.rejected()).isEqualTo(mischief.rejected.sum());
        assertThat(counted.otherErrors()).isZero();
        assertThat(mischief.served.sum()).as("staged").isPositive();
        assertThat(mischief.timedOut.sum()).as("staged").isPositive();
        assertThat(mischief.interrupted.sum()).as("staged").isPositive();
        assertThat(mischief.aborted.sum()).as("staged").isPositive();
    }
}
