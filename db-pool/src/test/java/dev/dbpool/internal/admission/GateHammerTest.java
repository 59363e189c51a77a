package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that come, time out, are interrupted and leave by the hundred thousand: every permit is there at the end. */
@Timeout(100)
class GateHammerTest {
    private static final int CALLERS = 6;
    private static final int ROUNDS = 30_000;
    private static final int MAX = 2;

    private final Gate gate = new Gate(AdmissionSettings.fifo(MAX, Integer.MAX_VALUE), System::nanoTime);
    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger timedOut = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    @Test
    void permitsAreNeverMoreThanThereAreAndAllComeBack() throws Exception {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println("gate hammer: repeat with -Ddb-pool.test.seed=" + seed);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            callers.add(new Thread(() -> comeAndGo(random)));
        }
        long start = System.nanoTime();
        callers.forEach(Thread::start);
        SplittableRandom random = new SplittableRandom(seed - 1);
        while (callers.stream().anyMatch(Thread::isAlive)) {
            callers.get(random.nextInt(CALLERS)).interrupt();
            TimeUnit.NANOSECONDS.sleep(1);
        }
        System.out.println("gate hammer: " + CALLERS * ROUNDS + " calls, " + interrupted + " interrupted, " + timedOut
                + " timed out, " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(unexpected).isEmpty();
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(0, 0, 0, MAX));
        assertThat(gate.enter(0, null)).isEqualTo(Entry.ADMITTED);
        assertThat(interrupted.get()).as("staged").isPositive();
        assertThat(timedOut.get()).as("staged").isPositive();
        assertThat(exhaustedNow()).as("the clock stands still").isZero();
    }

    private long exhaustedNow() {
        long before = gate.exhaustedNanos();
        return gate.exhaustedNanos() - before;
    }

    private void comeAndGo(SplittableRandom random) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                come(random.nextLong(200_000), random.nextInt(3) > 0);
            }
        } catch (Throwable thrown) {
            unexpected.add(thrown);
        }
    }

    private void come(long timeoutNanos, boolean getsAConnection) {
        try {
            if (gate.enter(timeoutNanos, null) != Entry.ADMITTED) {
                timedOut.incrementAndGet();
                return;
            }
        } catch (InterruptedException expected) {
            interrupted.incrementAndGet();
            return;
        }
        int now = holders.incrementAndGet();
        if (now > MAX) {
            unexpected.add(new AssertionError(now + " hold " + MAX + " permits"));
        }
        for (int i = 0; i < 100; i++) {
            Thread.onSpinWait();
        }
        if (getsAConnection) {
            gate.handedOut();
            holders.decrementAndGet();
            gate.returned(0);
        } else {
            holders.decrementAndGet();
            gate.leftEmptyHanded();
        }
    }
}
