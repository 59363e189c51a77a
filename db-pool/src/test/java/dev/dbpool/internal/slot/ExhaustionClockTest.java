package dev.dbpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExhaustionClockTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 200;
    private static final int FLIPS = 100;

    @Test
    void addsUpTheTimeInWhichTheConditionHolds() {
        ManualClock time = new ManualClock();
        AtomicInteger holds = new AtomicInteger();
        ExhaustionClock clock = new ExhaustionClock(() -> holds.get() > 0, time);
        long expected = 0;
        for (int i = 1; i < 20; i++) {
            long passed = 100 + i;
            holds.set(i % 3);
            clock.conditionMayHaveChanged();
            time.pass(passed);
            expected += i % 3 > 0 ? passed : 0;
            assertThat(clock.nanos()).isEqualTo(expected);
        }
    }

    @Test
    void aConditionThatFailedOnceIsAskedAgain() {
        ManualClock time = new ManualClock();
        AtomicInteger asked = new AtomicInteger();
        ExhaustionClock clock = new ExhaustionClock(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new StackOverflowError("staged");
                    }
                    return true;
                },
                time);
        assertThatThrownBy(clock::conditionMayHaveChanged).isInstanceOf(StackOverflowError.class);
        clock.conditionMayHaveChanged();
        time.pass(7);
        assertThat(clock.nanos()).isEqualTo(7);
    }

    /** Threads change the condition as they like; at each rest the clock must run if and only if it holds. */
    @Test
    void onceAllHaveSpokenTheClockRunsIfAndOnlyIfTheConditionHolds() throws Exception {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println("exhaustion clock: -Ddb-pool.test.seed=" + seed);
        ManualClock time = new ManualClock();
        AtomicInteger inUse = new AtomicInteger();
        int max = THREADS / 2;
        ExhaustionClock clock = new ExhaustionClock(() -> inUse.get() >= max, time);
        AtomicReference<String> wrong = new AtomicReference<>();
        AtomicInteger timesRunning = new AtomicInteger();
        CyclicBarrier rest = new CyclicBarrier(THREADS, () -> {
            long before = clock.nanos();
            time.pass(1);
            boolean runs = clock.nanos() == before + 1;
            timesRunning.addAndGet(runs ? 1 : 0);
            if (runs != inUse.get() >= max) {
                wrong.compareAndSet(null, inUse + " of " + max + " in use, clock runs: " + runs + ", seed " + seed);
            }
        });
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            SplittableRandom random = new SplittableRandom(seed + t);
            threads.add(new Thread(() -> flip(clock, inUse, rest, random)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(50));
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(wrong.get()).isNull();
        assertThat(timesRunning.get()).as("both ways must have come up").isBetween(1, ROUNDS - 1);
    }

    private static void flip(ExhaustionClock clock, AtomicInteger inUse, CyclicBarrier rest, SplittableRandom random) {
        boolean holds = false;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int flips = random.nextInt(FLIPS);
                for (int i = 0; i < flips; i++) {
                    holds = !holds;
                    inUse.addAndGet(holds ? 1 : -1);
                    clock.conditionMayHaveChanged();
                }
                rest.await(40, TimeUnit.SECONDS);
            }
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
