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
import org.junit.jupiter.api.BeforeEach;
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

    /** Clock reads of a waiter: one when it comes, two when it is refused, two each time that it asks in between. */
    private static final long MOST_READS = 12;

    private final AtomicLong skipped = new AtomicLong();
    private final LongAdder reads = new LongAdder();
    private final StubPool fifo = StubPool.idle(AdmissionSettings.fifo(MAX, Integer.MAX_VALUE), this::nanoTime);
    private final Map<AdmissionResult, LongAdder> ends = new EnumMap<>(AdmissionResult.class);
    private final LongAdder interrupted = new LongAdder();
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final List<Thread> waiters = new ArrayList<>();

    @Test
    void aHundredThousandWaitersAreServedTimedOutOrInterruptedAndAllCounted() throws Exception {
        fifo.admit(MAX);
        long before = retainedBytes();
        for (int i = 0; i < WAITERS; i++) {
            Duration timeout = i % 10 == 1 ? LESS : LONG;
            waiters.add(Thread.ofVirtual().start(() -> comeAndGo(fifo, timeout.toNanos())));
        }
        await().atMost(Duration.ofSeconds(100))
                .until(() -> fifo.gate.occupancy().queued() == WAITERS);
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
        await().atMost(Duration.ofSeconds(100))
                .until(() -> fifo.gate.occupancy().queued() == WAITERS - 2 * WAITERS / 10);
        long start = System.nanoTime();
        for (int i = 0; i < MAX; i++) {
            fifo.returned(0);
        }
        for (Thread waiter : waiters) {
            assertThat(waiter.join(Duration.ofSeconds(100))).isTrue();
        }
        System.out.printf("served %s in %d ms%n", ends, (System.nanoTime() - start) / 1_000_000);
        assertThat(unexpected).isEmpty();
        assertThat(interrupted.sum()).isEqualTo(WAITERS / 10);
        assertThat(ends.get(AdmissionResult.TIMED_OUT).sum()).isEqualTo(WAITERS / 10);
        assertThat(ends.get(AdmissionResult.ADMITTED).sum()).isEqualTo(WAITERS - 2 * WAITERS / 10);
        assertThat(fifo.gate.occupancy()).isEqualTo(StubPool.occupancy(0, MAX, 0, 0));
        assertThat(perWaiter - plain).as("bytes that the gate adds").isLessThan(MOST_ADDED);
    }

    @Test
    void aHundredThousandWaitersAreServedByALargerGateAndSentAwayByAClosedOne() throws Exception {
        fifo.admit(MAX);
        for (int i = 0; i < WAITERS; i++) {
            waiters.add(Thread.ofVirtual().start(() -> enterAndStay(fifo)));
        }
        await().atMost(Duration.ofSeconds(100))
                .until(() -> fifo.gate.occupancy().queued() == WAITERS);
        fifo.gate.resize(MAX + WAITERS / 100);
        for (int i = 0; i < WAITERS / 100; i++) {
            fifo.opened();
        }
        await().atMost(Duration.ofSeconds(100))
                .until(() -> ends.get(AdmissionResult.ADMITTED).sum() == WAITERS / 100);
        fifo.gate.close();
        for (Thread waiter : waiters) {
            assertThat(waiter.join(Duration.ofSeconds(100))).isTrue();
        }
        assertThat(unexpected).isEmpty();
        assertThat(ends.get(AdmissionResult.CLOSED).sum()).isEqualTo(WAITERS - WAITERS / 100);
        assertThat(fifo.gate.occupancy()).isEqualTo(StubPool.occupancy(MAX + WAITERS / 100, 0, 0, 0));
    }

    private void enterAndStay(StubPool pool) {
        try {
            ends.get(pool.enter(LONG.toNanos(), null)).increment();
        } catch (Throwable other) {
            unexpected.add(other);
        }
    }

    /** Those that an adaptive gate lets wait ask again from time to time, all at one lock: seldom enough, each of them. */
    @Test
    void aHundredThousandOfAnAdaptiveGateAskAFewTimesAndAreAllCounted() throws Exception {
        StubPool adaptive = StubPool.idle(
                new AdmissionSettings(MAX, Integer.MAX_VALUE, true, 0, LONG.toNanos(), false), this::nanoTime);
        adaptive.admit(MAX);
        for (int i = 0; i < WAITERS; i++) {
            waiters.add(Thread.ofVirtual().start(() -> comeAndGo(adaptive, LONG.toNanos())));
        }
        await().atMost(Duration.ofSeconds(100))
                .until(() -> adaptive.gate.occupancy().queued() == WAITERS);
        await("standing still for a while")
                .pollDelay(Duration.ofSeconds(5))
                .until(() -> adaptive.gate.occupancy().queued() == WAITERS);
        long askedMeanwhile = reads.sum();
        for (int i = 0; i < MAX; i++) {
            adaptive.returned(1_000);
        }
        for (Thread waiter : waiters) {
            assertThat(waiter.join(Duration.ofSeconds(100))).isTrue();
        }
        System.out.printf(
                "adaptive: %s, the clock read %.1f times each until the standstill ended, %.1f in all%n",
                ends, askedMeanwhile / (double) WAITERS, reads.sum() / (double) WAITERS);
        assertThat(unexpected).isEmpty();
        assertThat(ends.get(AdmissionResult.ADMITTED).sum()).isPositive();
        assertThat(ends.get(AdmissionResult.ADMITTED).sum()
                        + ends.get(AdmissionResult.OVERLOAD).sum())
                .isEqualTo(WAITERS);
        assertThat(adaptive.gate.occupancy()).isEqualTo(StubPool.occupancy(0, MAX, 0, 0));
        assertThat(reads.sum()).isLessThan(MOST_READS * WAITERS);
    }

    @BeforeEach
    void countNothingYet() {
        for (AdmissionResult entry : AdmissionResult.values()) {
            ends.put(entry, new LongAdder());
        }
    }

    private long nanoTime() {
        reads.increment();
        return System.nanoTime() + skipped.get();
    }

    private void comeAndGo(StubPool pool, long timeoutNanos) {
        try {
            AdmissionResult entry = pool.enter(timeoutNanos, null);
            ends.get(entry).increment();
            if (entry == AdmissionResult.ADMITTED) {
                pool.returned(1_000);
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
