package dev.dbpool.stress;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbPool;
import dev.dbpool.PoolClosedException;
import dev.dbpool.Priority;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Many threads that borrow and behave badly: short timeouts, interrupts, aborts, closing twice, closing on another's
 * thread, leaving a transaction open. What each does follows from the seed; how they interleave does not.
 */
final class Mischief {
    private static final List<Priority> PRIORITIES = List.of(Priority.values());

    private final DbPool pool;
    private final int rounds;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Connection> toBeClosedByOthers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    final LongAdder asked = new LongAdder();
    final LongAdder served = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder interrupted = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder aborted = new LongAdder();
    final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    Mischief(DbPool pool, ThreadFactory factory, int count, int rounds, long seed) {
        this.pool = pool;
        this.rounds = rounds;
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            threads.add(factory.newThread(() -> behaveBadly(random)));
        }
    }

    /** Returns when all have ended. */
    void run(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        threads.forEach(Thread::start);
        Thread interrupter = new Thread(this::interruptAtRandom, "interrupter");
        interrupter.start();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                throw new AssertionError(
                        "still busy after " + atMost + ": " + thread + " at " + List.of(thread.getStackTrace()));
            }
        }
        over.set(true);
        interrupter.join();
        closeOneOfAnothers(Integer.MAX_VALUE);
    }

    private void interruptAtRandom() {
        while (!over.get()) {
            threads.get(ThreadLocalRandom.current().nextInt(threads.size())).interrupt();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void behaveBadly(SplittableRandom random) {
        for (int round = 0; round < rounds; round++) {
            try {
                borrow(random);
                closeOneOfAnothers(random.nextInt(3));
            } catch (Throwable thrown) {
                unexpected.add(thrown);
            }
        }
    }

    private void borrow(SplittableRandom random) {
        Connection connection;
        asked.increment();
        try {
            Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
            connection =
                    pool.acquire(Duration.ofMillis(random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(1_500)), priority);
            served.increment();
        } catch (AcquireRejectedException expected) {
            rejected.increment();
            return;
        } catch (AcquireTimeoutException expected) {
            timedOut.increment();
            return;
        } catch (AcquireInterruptedException expected) {
            if (!Thread.interrupted()) {
                unexpected.add(new AssertionError("the interrupt flag is lost", expected));
            }
            interrupted.increment();
            return;
        } catch (PoolClosedException expected) {
            closed.increment();
            return;
        } catch (SQLException other) {
            unexpected.add(other);
            return;
        }
        use(connection, random);
    }

    /** Errors of the session are the session's own: it may be aborted, or lost to an interrupt on a virtual thread. */
    private void use(Connection connection, SplittableRandom random) {
        try {
            switch (random.nextInt(8)) {
                case 0 -> connection.setAutoCommit(false);
                case 1, 2 -> query(connection, "select 1");
                case 3 -> query(connection, "begin");
                case 4 -> query(connection, "nonsense");
                default -> Thread.onSpinWait();
            }
        } catch (SQLException ofTheSession) {
            // the books must balance all the same
        }
        try {
            giveBack(connection, random);
        } catch (SQLException unwelcome) {
            unexpected.add(unwelcome);
        }
    }

    private void giveBack(Connection connection, SplittableRandom random) throws SQLException {
        switch (random.nextInt(12)) {
            case 0 -> {
                connection.abort(Runnable::run);
                aborted.increment();
            }
            case 1 -> {
                connection.close();
                connection.close();
            }
            case 2 -> {
                connection.abort(Runnable::run);
                connection.close();
                aborted.increment();
            }
            case 3, 4 -> {
                toBeClosedByOthers.add(connection);
                connection.close();
            }
            case 5 -> toBeClosedByOthers.add(connection);
            default -> connection.close();
        }
    }

    private void closeOneOfAnothers(int most) {
        for (int i = 0; i < most; i++) {
            Connection connection = toBeClosedByOthers.poll();
            if (connection == null) {
                return;
            }
            try {
                connection.close();
            } catch (SQLException unwelcome) {
                unexpected.add(unwelcome);
            }
        }
    }

    private static void query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String toString() {
        return asked + " asked, " + served + " served (" + aborted + " aborted), " + timedOut + " timed out, "
                + rejected + " rejected, " + interrupted + " interrupted, " + closed + " found the pool closed";
    }
}
