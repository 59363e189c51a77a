package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.slot.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No caller starves: with one slot, whose owners number their holds, it shows in what order callers were served. None that
 * began later than {@link QueueWord#PASS_NANOS} after another one had queued came before it.
 */
@Timeout(100)
class GateOrderStressTest {
    private static final int CALLERS = 6;
    private static final int HOLDS = 1_500;
    private static final long FOR_EVER = TimeUnit.HOURS.toNanos(1);

    /** Mostly longer than a newcomer may pass, with all of them in the queue. */
    private static final long LONGEST_HOLD_NANOS = 500_000;

    private final StubPool pool = StubPool.idle(AdmissionSettings.fifo(1, Integer.MAX_VALUE), System::nanoTime);
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    /** Written by the owner of the slot only. */
    private int served;

    /** @param queuedNanos when the caller was surely in the line, if it queued */
    private record Hold(int number, long beganNanos, boolean queued, long queuedNanos) {
        /** Whether the latest caller that was served earlier began too late to pass this one. */
        boolean passed(long latestNanos) {
            return queued && latestNanos - queuedNanos > QueueWord.PASS_NANOS;
        }
    }

    @Test
    void noCallerThatBeginsAMillisecondLaterIsServedEarlier() throws Exception {
        long seed = Long.getLong("db-pool.test.seed", System.nanoTime());
        System.out.println("gate order: repeat with -Ddb-pool.test.seed=" + seed);
        Hold[][] holds = new Hold[CALLERS][HOLDS];
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            Hold[] own = holds[i];
            callers.add(new Thread(() -> comeAndGo(own, random)));
        }
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(unexpected).isEmpty();
        Hold[] inOrder = Arrays.stream(holds)
                .flatMap(Arrays::stream)
                .sorted(Comparator.comparingInt(Hold::number))
                .toArray(Hold[]::new);
        assertThat(inOrder).hasSize(served);
        int queued = 0;
        int earlier = 0;
        long latest = inOrder[0].beganNanos();
        for (Hold hold : inOrder) {
            assertThat(hold.passed(latest))
                    .as("by one that began at %d: %s", latest, hold)
                    .isFalse();
            queued += hold.queued() ? 1 : 0;
            earlier += latest - hold.beganNanos() > 0 ? 1 : 0;
            latest = Math.max(latest, hold.beganNanos());
        }
        System.out.println("gate order: " + queued + " of " + served + " queued, " + earlier + " were passed in time");
        assertThat(queued).as("staged").isGreaterThan(served / 2);
        assertThat(earlier).as("staged").isPositive();
    }

    private void comeAndGo(Hold[] holds, SplittableRandom random) {
        try {
            for (int round = 0; round < HOLDS; round++) {
                long began = System.nanoTime();
                boolean queued = false;
                long queuedNanos = 0;
                Slot slot = pool.gate.tryTake(began);
                if (slot == null) {
                    Waiter waiter = pool.gate.waiter(null, began, FOR_EVER);
                    if (pool.gate.join(waiter, false) == null) {
                        queued = true;
                        queuedNanos = System.nanoTime();
                        pool.gate.await(waiter);
                    }
                    slot = waiter.granted();
                }
                holds[round] = new Hold(served++, began, queued, queuedNanos);
                for (long until = System.nanoTime() + random.nextLong(LONGEST_HOLD_NANOS);
                        System.nanoTime() < until; ) {
                    Thread.onSpinWait();
                }
                pool.give(slot, System.nanoTime() - began);
            }
        } catch (Throwable thrown) {
            unexpected.add(thrown);
        }
    }
}
