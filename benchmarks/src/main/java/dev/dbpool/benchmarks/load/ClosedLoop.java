package dev.dbpool.benchmarks.load;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of callers, each of whom starts again as soon as he is done. Shows what a pool can do at most, and
 * whether it serves all alike.
 */
public final class ClosedLoop {
    private static final Duration DRAIN = Duration.ofSeconds(90);

    private final Gateway gateway;
    private final Work work;
    private final HoldTime holdTime;
    private final CallerThreads threads;
    private final long seed;

    public ClosedLoop(Gateway gateway, Work work, HoldTime holdTime, CallerThreads threads, long seed) {
        this.gateway = gateway;
        this.work = work;
        this.holdTime = holdTime;
        this.threads = threads;
        this.seed = seed;
    }

    /**
     * Blocks for warm-up and window; counts what ended within the window.
     *
     * @throws IllegalStateException if work failed, or a caller met anything but an {@code SQLException} instead of a
     *     connection
     */
    public ClosedLoopFigures run(int callers, Duration warmUp, Duration window) throws InterruptedException {
        long from = System.nanoTime() + warmUp.toNanos();
        long to = from + window.toNanos();
        List<LoopCaller> all = new ArrayList<>();
        CountDownLatch running = new CountDownLatch(callers);
        SplittableRandom random = new SplittableRandom(seed);
        ThreadFactory factory = threads.factory();
        Queue<Exception> faults = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < callers; i++) {
            LoopCaller caller = new LoopCaller(random.split(), from, to);
            all.add(caller);
            factory.newThread(() -> {
                        try {
                            repeat(caller);
                        } catch (SQLException | RuntimeException unexpected) {
                            faults.add(unexpected);
                        } finally {
                            running.countDown();
                        }
                    })
                    .start();
        }
        if (!running.await(to - System.nanoTime() + DRAIN.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException(
                    running.getCount() + " callers still wait " + DRAIN.toSeconds() + " s after the end");
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("a caller met a fault of the pool, or its work failed", faults.element());
        }
        return ClosedLoopFigures.of(all, window);
    }

    private void repeat(LoopCaller caller) throws SQLException {
        for (long begin = System.nanoTime(); begin < caller.to(); ) {
            boolean served = work(caller);
            long end = System.nanoTime();
            caller.count(begin, end, served);
            begin = end;
        }
    }

    /** False if there was no connection. */
    private boolean work(LoopCaller caller) throws SQLException {
        try (Lease lease = acquire()) {
            // The last round of a thousand callers would take long, and is not counted.
            if (lease != null && System.nanoTime() < caller.to()) {
                work.run(lease.connection(), holdTime.micros(caller.random()));
            }
            return lease != null;
        }
    }

    private @Nullable Lease acquire() {
        try {
            return gateway.acquire();
        } catch (SQLException unserved) {
            return null;
        }
    }
}
