package dev.dbpool.internal.admission;

import static dev.dbpool.internal.admission.StubPool.occupancy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callers that come, time out, are interrupted, shed, displaced and leave by the hundred thousand, also while sessions are
 * opened, looked after and closed and the gate's size changes. A slot never has two owners, what its owners leave in it is
 * seen by the next one, and every slot is there at the end.
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

    private final AtomicReferenceArray<Thread> owners = new AtomicReferenceArray<>(CALLERS);
    private final int[] uses = new int[CALLERS];
    private final AtomicInteger admitted = new AtomicInteger();
    private final Map<AdmissionResult, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    @Test
    void slotsAreNeverMoreThanThereAreAndAllComeBack() throws Exception {
        StubPool pool = StubPool.idle(AdmissionSettings.fifo(MAX, Integer.MAX_VALUE), System::nanoTime);
        hammer(pool, 0, random -> {});
        assertThat(refused).containsOnlyKeys(AdmissionResult.TIMED_OUT);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, MAX, 0, 0));
    }

    /** Nearly always one is idle, is taken by one and given by another thread, and seldom a caller queues. */
    @Test
    void idleOnesAreNeitherLostNorDoubled() throws Exception {
        StubPool pool = StubPool.idle(AdmissionSettings.fifo(CALLERS - 1, Integer.MAX_VALUE), System::nanoTime);
        hammer(pool, 0, random -> {});
        assertThat(refused.keySet()).isSubsetOf(AdmissionResult.TIMED_OUT);
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, CALLERS - 1, 0, 0));
    }

    /** A fifth of the holds ends with a session that is closed. */
    @Test
    void noSlotIsLostWhileTheGateShedsAndIsResizedAndSessionsComeAndGo() throws Exception {
        StubPool pool = StubPool.idle(
                new AdmissionSettings(MAX, 3, true, TARGET_NANOS, 5 * TARGET_NANOS, true), System::nanoTime);
        hammer(pool, 5, random -> {
            switch (random.nextInt(4)) {
                case 0 -> pool.gate.resize(1 + random.nextInt(LARGEST)).forEach(pool::close);
                case 1 -> lookAfterOne(pool, random);
                default -> openOne(pool, random);
            }
        });
        assertThat(refused)
                .containsKeys(AdmissionResult.TIMED_OUT, AdmissionResult.OVERLOAD, AdmissionResult.QUEUE_FULL);
        assertThat(pool.gate.overloads()).as("staged").isPositive();
        pool.gate.resize(MAX).forEach(pool::close);
        SlotCounts slots = pool.gate.occupancy().slots();
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, slots.idle(), slots.empty(), 0));
        assertThat(slots.idle() + slots.empty()).isEqualTo(MAX);
        while (pool.gate.occupancy().slots().empty() > 0) {
            pool.opened();
        }
        assertThat(pool.gate.occupancy()).isEqualTo(occupancy(0, MAX, 0, 0));
    }

    private static void openOne(StubPool pool, SplittableRandom random) {
        Slot slot = pool.gate.slots().claim();
        if (slot != null && random.nextInt(8) == 0) {
            pool.gate.vacate(slot);
        } else if (slot != null) {
            pool.settle(slot);
        }
    }

    private static void lookAfterOne(StubPool pool, SplittableRandom random) {
        Slot slot = pool.gate.slots().at(random.nextInt(pool.gate.slots().all().size()));
        if (slot.tend()) {
            if (random.nextBoolean()) {
                pool.give(slot, -1);
            } else {
                pool.close(slot);
            }
        }
    }

    /** @param closedOneIn of so many holds one ends with its session closed; 0 for none */
    private void hammer(StubPool pool, int closedOneIn, Consumer<SplittableRandom> meddling) throws Exception {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println("gate hammer: repeat with -Ddb-pool.test.seed=" + seed);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            callers.add(new Thread(() -> comeAndGo(pool, closedOneIn, random)));
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
        assertThat(Arrays.stream(uses).sum()).as("seen by the next owner").isEqualTo(admitted.get());
        assertThat(exhaustedNow(pool.gate)).as("the clock stands still").isZero();
        assertThat(pool.gate.waiting(9)).isEqualTo(new WaitingCallers(0, 0, List.of()));
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

    private void comeAndGo(StubPool pool, int closedOneIn, SplittableRandom random) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
                Slot slot = come(pool, random.nextInt(4) == 0 ? 0 : random.nextLong(200_000), priority);
                if (slot != null) {
                    use(pool, slot, random.nextInt(3) == 0);
                    go(pool, slot, closedOneIn > 0 && random.nextInt(closedOneIn) == 0, random.nextBoolean());
                }
            }
        } catch (Throwable thrown) {
            unexpected.add(thrown);
        }
    }

    private Slot come(StubPool pool, long timeoutNanos, Priority priority) {
        long now = System.nanoTime();
        Slot slot = pool.gate.tryTake(now);
        if (slot != null) {
            return slot;
        }
        Waiter waiter = pool.gate.waiter(priority, now, timeoutNanos);
        try {
            AdmissionResult result = pool.joinAndAwait(waiter, false);
            if (result != AdmissionResult.ADMITTED) {
                refused.computeIfAbsent(result, any -> new AtomicInteger()).incrementAndGet();
            }
        } catch (InterruptedException expected) {
            interrupted.incrementAndGet();
            return null;
        }
        return waiter.granted();
    }

    private void use(StubPool pool, Slot slot, boolean tested) {
        Thread before = owners.getAndSet(slot.index(), Thread.currentThread());
        if (before != null) {
            unexpected.add(new AssertionError("slot " + slot.index() + " has two owners"));
        }
        admitted.incrementAndGet();
        uses[slot.index()]++;
        if (tested) {
            slot.beginTest();
            pool.gate.slots().becameFree();
        }
        for (int i = 0; i < 100; i++) {
            Thread.onSpinWait();
        }
        if (tested) {
            slot.passOn();
            pool.gate.slots().becameLent();
        }
        slot.used(System.nanoTime(), System.nanoTime());
        owners.set(slot.index(), null);
    }

    private static void go(StubPool pool, Slot slot, boolean closes, boolean inGoodOrder) {
        if (!closes) {
            pool.give(slot, 1_000);
        } else if (inGoodOrder) {
            pool.close(slot);
        } else {
            pool.gate.vacate(slot);
        }
    }
}
