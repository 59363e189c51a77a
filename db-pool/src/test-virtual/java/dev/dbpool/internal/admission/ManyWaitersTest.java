package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand virtual threads at a gate: none is forgotten, and each costs what it says here. */
@Timeout(300)
class ManyWaitersTest {
    private static final int WAITERS = 100_000;
    private static final int MAX = 10;
    private static final Duration LONG = Duration.ofHours(10);
    private static final Duration LESS = Duration.ofHours(1);

    /** Two hundred, mostly; frames of the gate that are still interpreted when the threads park are larger. */
    private static final long MOST_ADDED = 1_500;

    private final AtomicLong skipped = new AtomicLong();
    private final Gate gate =
            new Gate(AdmissionSettings.fifo(MAX, Integer.MAX_VALUE), () -> System.nanoTime() + skipped.get());
    private final Map<Entry, LongAdder> ends = new EnumMap<>(Entry.class);
    private final LongAdder interrupted = new LongAdder();
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final List<Thread> waiters = new ArrayList<>();

    @Test
    void aHundredThousandWaitersAreServedTimedOutOrInterruptedAndAllCounted() throws Exception {
        for (Entry entry : Entry.values()) {
            ends.put(entry, new LongAdder());
        }
        takeAll();
        long before = retainedBytes();
        for (int i = 0; i < WAITERS; i++) {
            Duration timeout = i % 10 == 1 ? LESS : LONG;
            waiters.add(Thread.ofVirtual().start(() -> comeAndGo(timeout.toNanos())));
        }
        await().atMost(Duration.ofSeconds(100)).until(() -> gate.occupancy().queued() == WAITERS);
        long perWaiter = (retainedBytes() - before) / WAITERS;
        long plain = bytesPerParkedThread();
        System.out.printf(
                "%d waiters: %d bytes each, of which a parked virtual thread is %d%n", WAITERS, perWaiter, plain);
        for (int i = 0; i < WAITERS; i += 10) {
            waiters.get(i).interrupt();
        }
        skipped.set(LESS.toNanos());
        for (int i = 1; i < WAITERS; i += 10) {
            LockSupport.unpark(waiters.get(i));
        }
        await().atMost(Duration.ofSeconds(100)).until(() -> gate.occupancy().queued() == WAITERS - 2 * WAITERS / 10);
        long start = System.nanoTime();
        for (int i = 0; i < MAX; i++) {
            gate.returned(0);
        }
        for (Thread waiter : waiters) {
            assertThat(waiter.join(Duration.ofSeconds(100))).isTrue();
        }
        System.out.printf("served %s in %d ms%n", ends, (System.nanoTime() - start) / 1_000_000);
        assertThat(unexpected).isEmpty();
        assertThat(interrupted.sum()).isEqualTo(WAITERS / 10);
        assertThat(ends.get(Entry.TIMED_OUT).sum()).isEqualTo(WAITERS / 10);
        assertThat(ends.get(Entry.ADMITTED).sum()).isEqualTo(WAITERS - 2 * WAITERS / 10);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(0, 0, 0, MAX));
        assertThat(perWaiter - plain).as("bytes that the gate adds").isLessThan(MOST_ADDED);
    }

    private void takeAll() throws InterruptedException {
        for (int i = 0; i < MAX; i++) {
            assertThat(gate.enter(0, null)).isEqualTo(Entry.ADMITTED);
            gate.handedOut();
        }
    }

    private void comeAndGo(long timeoutNanos) {
        try {
            Entry entry = gate.enter(timeoutNanos, null);
            ends.get(entry).increment();
            if (entry == Entry.ADMITTED) {
                gate.handedOut();
                gate.returned(1_000);
            }
        } catch (InterruptedException expected) {
            interrupted.increment();
        } catch (Throwable other) {
            unexpected.add(other);
        }
    }

    /** What the waiters would cost without a gate: as many threads that are parked for as long. */
    private static long bytesPerParkedThread() throws InterruptedException {
        int threads = WAITERS / 4;
        CountDownLatch started = new CountDownLatch(threads);
        List<Thread> parked = new ArrayList<>();
        long before = retainedBytes();
        for (int i = 0; i < threads; i++) {
            parked.add(Thread.ofVirtual().start(() -> {
                started.countDown();
                LockSupport.parkNanos(LONG.toNanos());
            }));
        }
        started.await();
        await().until(() -> parked.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        long bytes = (retainedBytes() - before) / threads;
        parked.forEach(LockSupport::unpark);
        for (Thread thread : parked) {
            thread.join();
        }
        return bytes;
    }

    private static long retainedBytes() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
