package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AdmissionPolicy;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 48 threads that behave badly on a pool that sheds load and whose size changes all the time. */
@Timeout(150)
class ResizeStressTest {
    private static final int THREADS = 48;
    private static final int ROUNDS = 50;
    private static final int MAX = 4;
    private static final int LARGEST = 9;

    @Test
    void nothingIsLostWhileThePoolChangesItsSizeAndShedsLoad() throws Exception {
        long seed = StressedPool.seed("resizing");
        try (StressedPool stressed = new StressedPool(
                MAX,
                builder -> builder.admission(AdmissionPolicy.ADAPTIVE)
                        .targetDelay(Duration.ofMillis(5))
                        .maxWaiters(40))) {
            Mischief mischief = new Mischief(stressed.pool, Thread::new, THREADS, ROUNDS, seed);
            AtomicBoolean over = new AtomicBoolean();
            Thread resizer = new Thread(() -> resizeAtRandom(stressed, over, new SplittableRandom(seed)), "resizer");
            resizer.start();
            try {
                mischief.run(Duration.ofSeconds(100));
            } finally {
                over.set(true);
                resizer.join();
            }
            System.out.println("resizing: " + mischief);
            assertThat(mischief.unexpected).isEmpty();
            assertThat(mischief.rejected.sum()).as("staged").isPositive();
            PlatformThreadStressTest.matches(mischief, stressed.pool.stats());
            stressed.pool.resize(1, 2);
            await("idle connections beyond the maximum are closed")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> StressedPool.SERVER.sessions(stressed.service) <= 2);
            stressed.pool.resize(2, MAX);
            stressed.isWhole();
        }
    }

    private static void resizeAtRandom(StressedPool stressed, AtomicBoolean over, SplittableRandom random) {
        while (!over.get()) {
            int max = 1 + random.nextInt(LARGEST);
            stressed.pool.resize(random.nextInt(max + 1), max);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
