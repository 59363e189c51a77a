package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.peers.StubbedPool;
import dev.dbpool.benchmarks.peers.StubbedPools;
import dev.dbpool.benchmarks.results.Names;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Acquisitions, those during a scrape apart from the others, while somebody scrapes a hundred times a second, where once
 * in fifteen seconds is usual: {@code ScrapeDelay own|other|nothing SECONDS}. A scrape also takes a core and its caches,
 * whatever it reads: {@code other} scrapes as many pools that have nothing to do with the one that is measured, so that
 * what {@code own} has more is what the pool itself delays. It also makes up for another unfairness: an acquisition that
 * takes long, for whatever reason, overlaps a scrape more easily.
 */
final class ScrapeDelay {
    private static final int POOLS = 11;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int DIGITS = 3;

    /** Forty times what an acquisition takes. */
    private static final long SLOW_NANOS = 10_000;

    private final StubbedPool pool;
    private final Scraper scraper;
    private final Histogram during = new Histogram(DIGITS);
    private final Histogram otherwise = new Histogram(DIGITS);
    private long nanosDuring;
    private long slowNanosDuring;

    private ScrapeDelay(StubbedPool pool, Scraper scraper) {
        this.pool = pool;
        this.scraper = scraper;
    }

    public static void main(String[] arguments) throws Exception {
        PrometheusRegistry own = new PrometheusRegistry();
        PrometheusRegistry other = new PrometheusRegistry();
        List<StubbedPool> pools = StubbedPools.open(own, POOLS);
        List<StubbedPool> others = StubbedPools.open(other, POOLS);
        Scraper scraper = new Scraper(arguments[0].equals("own") ? own : other);
        Thread scraping = new Thread(scraper, "scraper");
        if (!arguments[0].equals("nothing")) {
            scraping.start();
        }
        ScrapeDelay delay = new ScrapeDelay(pools.get(0), scraper);
        delay.acquireFor(WARM_UP_NANOS);
        delay.during.reset();
        delay.otherwise.reset();
        delay.nanosDuring = 0;
        delay.slowNanosDuring = 0;
        delay.acquireFor(TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1])));
        scraper.stop();
        scraping.join();
        tell("otherwise ", delay.otherwise);
        if (delay.during.getTotalCount() > 0) {
            tell("during a scrape ", delay.during);
            // Quantiles count acquisitions; a thread that a scrape held up would make few meanwhile.
            Child.tell(Names.DURING_SLOW, 100.0 * delay.slowNanosDuring / delay.nanosDuring);
            Child.tell("scrapes", (double) scraper.scrapes());
        }
        pools.forEach(StubbedPool::close);
        others.forEach(StubbedPool::close);
    }

    private void acquireFor(long lengthNanos) throws Exception {
        long end = System.nanoTime() + lengthNanos;
        long before = System.nanoTime();
        while (before < end) {
            long phase = scraper.phase();
            before = System.nanoTime();
            long nanos;
            try (Connection connection = pool.getConnection()) {
                nanos = System.nanoTime() - before;
                connection.isClosed();
            }
            boolean undisturbed = Scraper.isPause(phase) && scraper.phase() == phase;
            (undisturbed ? otherwise : during).recordValue(nanos);
            if (!undisturbed) {
                nanosDuring += nanos;
                slowNanosDuring += nanos > SLOW_NANOS ? nanos : 0;
            }
        }
    }

    private static void tell(String when, Histogram nanos) {
        Child.tell(when + "acquisitions", (double) nanos.getTotalCount());
        Child.tell(when + "p50 ns", (double) nanos.getValueAtPercentile(50));
        Child.tell(when + "p99 ns", (double) nanos.getValueAtPercentile(99));
        Child.tell(when + "longest us", nanos.getMaxValue() / 1e3);
    }
}
