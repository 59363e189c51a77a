package dev.dbpool.benchmarks.path;

import dev.dbpool.DbPool;
import dev.dbpool.benchmarks.peers.StubbedPools;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Acquisitions while nobody scrapes and while somebody does, a hundred times a second, where once in fifteen seconds is
 * usual. The high quantiles also have what the machine does to anybody: compare the two.
 */
final class ScrapeDelay {
    private static final int WARM_UP = 2_000_000;
    private static final int MEASURED = 2_000_000;

    private static volatile boolean over;

    private ScrapeDelay() {}

    public static void main(String[] arguments) throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        DbPool pool = StubbedPools.open(registry, 1).get(0);
        Thread scraper = new Thread(() -> scrapeUntilOver(registry));
        scraper.setDaemon(true);
        if (arguments[0].equals("scraped")) {
            scraper.start();
        }
        acquire(pool, WARM_UP);
        long[] nanos = acquire(pool, MEASURED);
        over = true;
        Arrays.sort(nanos);
        Child.tell("p50 ns", (double) nanos[nanos.length / 2]);
        Child.tell("p99 ns", (double) nanos[(int) (nanos.length * 0.99)]);
        Child.tell("p99.99 us", nanos[(int) (nanos.length * 0.9999)] / 1e3);
        pool.close();
    }

    private static long[] acquire(DbPool pool, int times) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long from = System.nanoTime();
            try (Connection connection = pool.getConnection()) {
                nanos[i] = System.nanoTime() - from;
                connection.isClosed();
            }
        }
        return nanos;
    }

    private static void scrapeUntilOver(PrometheusRegistry registry) {
        try {
            while (!over) {
                ScrapeCost.scrape(registry);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
