package dev.dbpool.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import dev.dbpool.testkit.PostgresServer;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a report costs: printed, and asserted only as far as it must never go. */
@Tag("all")
class CostOfReportTest {
    private static final int HOLDERS = 100;
    private static final int WAITERS = 1_000;
    private static final int REPORTS = 40;

    private static Scene scene(int max) throws Exception {
        return Scene.open("cost", (scene, settings) -> {
            PostgresServer server = PostgresServer.start(Map.of("max_connections", "130"));
            scene.atClose(server::close);
            return settings.databaseUrl(server.url())
                    .maxConnections(max)
                    .minConnections(max)
                    .connectTimeout(Duration.ofSeconds(20))
                    .acquireTimeout(Duration.ofMinutes(5));
        });
    }

    private static void hundredHolders(Scene scene) throws InterruptedException {
        for (int i = 0; i < HOLDERS / 10; i++) {
            scene.hold(10, "holder-" + i, connection -> OutsideIncidents.sleep());
        }
    }

    @Test
    void ofHundredHoldersAndAThousandWaiters() throws Exception {
        try (Scene scene = scene(HOLDERS)) {
            hundredHolders(scene);
            for (int i = 0; i < WAITERS; i++) {
                scene.start("waiter-" + i, () -> scene.pool.getConnection().close());
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> scene.pool.stats().waiting() == WAITERS);
            long[] nanos = new long[REPORTS];
            long[] bytes = new long[REPORTS];
            for (int i = 0; i < REPORTS; i++) {
                long allocated = allocated(scene);
                long start = System.nanoTime();
                assertThat(Told.explanation(scene).held()).hasSize(HOLDERS);
                nanos[i] = System.nanoTime() - start;
                bytes[i] = allocated(scene) - allocated;
            }
            System.out.printf(
                    "report with %d holders and %d waiters: first %.1f ms, median %.1f ms, max %.1f ms; first %d KiB,"
                            + " median %d KiB%n",
                    HOLDERS,
                    WAITERS,
                    nanos[0] / 1e6,
                    median(nanos) / 1e6,
                    max(nanos) / 1e6,
                    bytes[0] >> 10,
                    median(bytes) >> 10);
            assertThat(Duration.ofNanos(median(nanos))).isLessThan(Duration.ofSeconds(1));
            assertThat(median(bytes)).isLessThan(16 << 20);
            scene.deserted();
            scene.end();
        }
    }

    @Test
    void forThoseWhoAcquireMeanwhile() throws Exception {
        try (Scene scene = scene(HOLDERS + 2)) {
            hundredHolders(scene);
            acquires(scene, 3_000); // warms up
            List<Long> without = acquires(scene, 6_000);
            List<Long> eachSecond = acquiresDuring(scene, () -> {
                Told.explanation(scene);
                Thread.sleep(1_000);
            });
            List<Long> allTheTime = acquiresDuring(scene, () -> Told.explanation(scene));
            System.out.printf(
                    "acquire+release by 2 threads: without reports %s; with one a second, as in trouble, %s; with reports"
                            + " made without a pause %s%n",
                    quantiles(without), quantiles(eachSecond), quantiles(allTheTime));
            assertThat(at(allTheTime, 0.99)).as("p99 in us").isLessThan(100_000);
            scene.deserted();
            scene.end();
        }
    }

    private static List<Long> acquiresDuring(Scene scene, Scene.Act act) throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        Thread reporter = scene.start("reporter", () -> {
            while (going.get()) {
                act.run();
            }
        });
        List<Long> nanos = acquires(scene, 6_000);
        going.set(false);
        reporter.join();
        return nanos;
    }

    private static String quantiles(List<Long> nanos) {
        return "p50 %.1f us, p99 %.1f us, p99.9 %.1f us".formatted(at(nanos, 0.5), at(nanos, 0.99), at(nanos, 0.999));
    }

    private static List<Long> acquires(Scene scene, long millis) throws InterruptedException {
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + millis * 1_000_000;
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = scene.start("other-" + i, () -> {
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    try (Connection connection = scene.pool.getConnection()) {
                        nanos.add(System.nanoTime() - start);
                    }
                    Thread.sleep(1);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return nanos.stream().sorted().toList();
    }

    private static double at(List<Long> sorted, double part) {
        return sorted.get((int) (sorted.size() * part)) / 1e3;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long max(long[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** By the pool's own threads and by this one. */
    private static long allocated(Scene scene) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread == Thread.currentThread() || thread.getName().startsWith("db-pool-" + scene.service))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
