package dev.dbpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand virtual threads: behaving badly, and behaving well. */
@Timeout(180)
class VirtualThreadStressTest {
    private static final int THREADS = 1_000;

    @Test
    void nothingIsLostHoweverBadlyAThousandBorrowersBehave() throws Exception {
        long seed = StressedPool.seed("1,000 virtual threads");
        try (StressedPool stressed = new StressedPool(10)) {
            Mischief mischief = new Mischief(stressed.pool, Thread.ofVirtual().factory(), THREADS, 8, seed);
            long start = System.nanoTime();
            mischief.run(Duration.ofSeconds(100));
            System.out.println(
                    "1,000 virtual threads: " + mischief + ", " + (System.nanoTime() - start) / 1_000_000 + " ms");
            assertThat(mischief.unexpected).isEmpty();
            PlatformThreadStressTest.matches(mischief, stressed.pool.stats());
            stressed.isWhole();
        }
    }

    /** Jain, Chiu, Hawe: a quantitative measure of fairness (DEC TR-301, 1984): 1 if all got the same. */
    private static double jainIndex(AtomicIntegerArray served) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < served.length(); i++) {
            sum += served.get(i);
            squares += (double) served.get(i) * served.get(i);
        }
        return sum * sum / (served.length() * squares);
    }

    @Test
    void aThousandBorrowersOnTenConnectionsGetTheSame() throws Exception {
        try (StressedPool stressed = new StressedPool(10, builder -> builder.acquireTimeout(Duration.ofSeconds(60)))) {
            fill(stressed);
            AtomicIntegerArray served = new AtomicIntegerArray(THREADS);
            ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
            CountDownLatch ready = new CountDownLatch(THREADS);
            CountDownLatch start = new CountDownLatch(1);
            long[] end = new long[1];
            List<Thread> borrowers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int self = i;
                borrowers.add(Thread.ofVirtual().start(() -> {
                    try {
                        ready.countDown();
                        start.await();
                        while (System.nanoTime() - end[0] < 0) {
                            work(stressed);
                            served.incrementAndGet(self);
                        }
                    } catch (Throwable other) {
                        unexpected.add(other);
                    }
                }));
            }
            ready.await();
            long began = System.nanoTime();
            end[0] = began + Duration.ofSeconds(12).toNanos();
            start.countDown();
            for (Thread borrower : borrowers) {
                borrower.join();
            }
            double index = jainIndex(served);
            System.out.printf(
                    "fairness: Jain index %.4f, %d acquisitions by %d in %d ms%n",
                    index, stressed.pool.stats().handedOut(), THREADS, (System.nanoTime() - began) / 1_000_000);
            assertThat(unexpected).isEmpty();
            for (int i = 0; i < THREADS; i++) {
                assertThat(served.get(i)).as("borrower %d", i).isPositive();
            }
            assertThat(index).as("Jain index").isGreaterThanOrEqualTo(0.99);
            stressed.isWhole();
        }
    }

    private static void work(StressedPool stressed) throws Exception {
        try (Connection connection = stressed.pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_sleep(0.01)");
        }
    }

    private static void fill(StressedPool stressed) throws Exception {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < stressed.pool.config().maxConnections(); i++) {
            all.add(stressed.pool.getConnection());
        }
        for (Connection connection : all) {
            connection.close();
        }
    }
}
