package dev.dbpool.internal.admission;

import static dev.dbpool.internal.admission.StubPool.occupancy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever callers do to reach it: once all slots are lent, the clock runs, and once they are not, it stands still. */
@Timeout(120)
class ExhaustionStressTest {
    private static final int CALLERS = 5;
    private static final int MAX = 2;
    private static final int ROUNDS = 4_000;
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final StubPool pool = StubPool.idle(AdmissionSettings.fifo(MAX, Integer.MAX_VALUE), System::nanoTime);
    private final CyclicBarrier together = new CyclicBarrier(CALLERS + 1);
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    /** Held by the test while the callers that were served shall keep their slots. */
    private final Object keep = new Object();

    @Test
    void theClockRunsWhileAllSlotsAreLentHoweverTheyCameThere() throws Exception {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println("exhaustion stress: repeat with -Ddb-pool.test.seed=" + seed);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            callers.add(new Thread(() -> comeAndGo(random)));
        }
        callers.forEach(Thread::start);
        for (int round = 0; round < ROUNDS; round++) {
            synchronized (keep) {
                together.await(10, TimeUnit.SECONDS);
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(1))
                        .until(() -> pool.gate.occupancy().equals(occupancy(MAX, 0, 0, CALLERS - MAX)));
                // Whoever came last may not have told the clock yet.
                await("runs in round " + round)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(1))
                        .until(this::runs);
            }
            together.await(10, TimeUnit.SECONDS);
            assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, MAX, 0, 0));
            assertThat(runs()).as("stands still after round %d", round).isFalse();
            assertThat(unexpected).isEmpty();
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private boolean runs() {
        long before = pool.gate.exhaustedNanos();
        long since = System.nanoTime();
        while (System.nanoTime() == since) {
            Thread.onSpinWait();
        }
        return pool.gate.exhaustedNanos() != before;
    }

    private void comeAndGo(SplittableRandom random) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                together.await(10, TimeUnit.SECONDS);
                for (int i = random.nextInt(20); i > 0; i--) {
                    if (pool.enter(0, null) == AdmissionResult.ADMITTED) {
                        pool.returned(0);
                    }
                }
                assertThat(pool.enter(LONG, null)).isEqualTo(AdmissionResult.ADMITTED);
                synchronized (keep) {
                    pool.returned(0);
                }
                together.await(10, TimeUnit.SECONDS);
            }
        } catch (Throwable thrown) {
            unexpected.add(thrown);
        }
    }
}
