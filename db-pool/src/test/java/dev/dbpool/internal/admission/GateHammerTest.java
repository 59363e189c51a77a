package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callers that come, time out, are interrupted, shed, displaced and leave by the hundred thousand, also while the gate's
 * size changes: every permit is there at the end.
 */
@Timeout(100)
class GateHammerTest {
    private static final int CALLERS = 6;
    private static final int ROUNDS = 30_000;
    private static final int MAX = 2;
    private static final int LARGEST = 4;
    private static final List<Priority> PRIORITIES = List.of(Priority.values());

    /** So short that both the target and three quarters of most timeouts are often exceeded. */
    private static final long TARGET_NANOS = 20_000;

    private final AtomicInteger holders = new AtomicInteger();
    private final Map<AdmissionResult, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    @Test
    void permitsAreNeverMoreThanThereAreAndAllComeBack() throws Exception {
        Gate gate = new Gate(AdmissionSettings.fifo(MAX, Integer.MAX_VALUE), System::nanoTime);
        hammer(gate, MAX, random -> {});
        assertThat(refused).containsOnlyKeys(AdmissionResult.TIMED_OUT);
    }

    /** With a permit less than callers, so that permits are parked, taken from others and called back all the time. */
    @Test
    void norAreParkedOnesLostOrDoubled() throws Exception {
        Gate gate = new Gate(AdmissionSettings.fifo(CALLERS - 1, Integer.MAX_VALUE), System::nanoTime);
        hammer(gate, CALLERS - 1, random -> {});
        assertThat(refused.keySet()).isSubsetOf(AdmissionResult.TIMED_OUT);
    }

    @Test
    void notWhileTheGateShedsAndIsResizedEither() throws Exception {
        Gate gate =
                new Gate(new AdmissionSettings(MAX, 3, true, TARGET_NANOS, 5 * TARGET_NANOS, true), System::nanoTime);
        hammer(gate, LARGEST, random -> gate.resize(1 + random.nextInt(LARGEST)));
        assertThat(refused)
                .containsKeys(AdmissionResult.TIMED_OUT, AdmissionResult.OVERLOAD, AdmissionResult.QUEUE_FULL);
        assertThat(gate.overloads()).as("staged").isPositive();
    }

    private void hammer(Gate gate, int most, Consumer<SplittableRandom> meddling) throws Exception {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println("gate hammer: repeat with -Ddb-pool.test.seed=" + seed);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            callers.add(new Thread(() -> comeAndGo(gate, most, random)));
        }
        long start = System.nanoTime();
        callers.forEach(Thread::start);
        SplittableRandom random = new SplittableRandom(seed - 1);
        while (callers.stream().anyMatch(Thread::isAlive)) {
            callers.get(random.nextInt(CALLERS)).interrupt();
            meddling.accept(random);
            TimeUnit.NANOSECONDS.sleep(1);
        }
        System.out.println("gate hammer: " + CALLERS * ROUNDS + " calls, " + interrupted + " interrupted, refused "
                + refused + ", " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(unexpected).isEmpty();
        assertThat(exhaustedNow(gate)).as("the clock stands still").isZero();
        gate.resize(MAX);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(0, 0, 0, MAX));
        assertThat(gate.waiting(9)).isEqualTo(new WaitingCallers(0, 0, List.of()));
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(interrupted.get()).as("staged").isPositive();
    }

    private static long exhaustedNow(Gate gate) {
        long before = gate.exhaustedNanos();
        long since = System.nanoTime();
        while (System.nanoTime() == since) {
            Thread.onSpinWait();
        }
        return gate.exhaustedNanos() - before;
    }

    private void comeAndGo(Gate gate, int most, SplittableRandom random) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
                come(
                        gate,
                        most,
                        random.nextInt(4) == 0 ? 0 : random.nextLong(200_000),
                        priority,
                        random.nextInt(3) > 0,
                        random.nextInt(3) > 0);
            }
        } catch (Throwable thrown) {
            unexpected.add(thrown);
        }
    }

    private void come(
            Gate gate, int most, long timeoutNanos, Priority priority, boolean ready, boolean getsAConnection) {
        try {
            AdmissionResult entry = gate.enter(timeoutNanos, priority);
            if (entry != AdmissionResult.ADMITTED) {
                refused.computeIfAbsent(entry, any -> new AtomicInteger()).incrementAndGet();
                return;
            }
        } catch (InterruptedException expected) {
            interrupted.incrementAndGet();
            return;
        }
        int now = holders.incrementAndGet();
        if (now > most) {
            unexpected.add(new AssertionError(now + " hold " + most + " permits"));
        }
        for (int i = 0; i < 100; i++) {
            Thread.onSpinWait();
        }
        if (!ready) {
            gate.beginsToFetch();
        }
        if (getsAConnection && !ready) {
            gate.fetched();
        }
        holders.decrementAndGet();
        if (getsAConnection) {
            gate.returned(1_000);
        } else {
            gate.leftEmptyHanded(!ready);
        }
    }
}
