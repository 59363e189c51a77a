package dev.dbpool.examples.demo;

import dev.dbpool.DbPool;
import dev.dbpool.examples.terminal.Screen;
import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Five rounds of quiet work: two workers, who always find a connection free. */
final class Rounds {
    static final int COUNT = 5;
    static final int WORKERS = 2;
    private static final int TRANSACTIONS = 60;
    private static final int BAR = 20;
    private static final Duration QUERY = Duration.ofMillis(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DbPool pool;
    private final PrometheusRegistry registry;
    private final Screen screen;

    Rounds(DbPool pool, PrometheusRegistry registry, Screen screen) {
        this.pool = pool;
        this.registry = registry;
        this.screen = screen;
    }

    void run() throws Exception {
        for (int round = 1; round <= COUNT; round++) {
            Scrape before = Scrape.of(registry);
            long begin = System.nanoTime();
            work(round);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Timings acquires = Timings.between(PoolMetric.ACQUIRE_DURATION, before, Scrape.of(registry));
            screen.settle(String.format(
                    Locale.ROOT,
                    "  round %d %s %d transactions in %.1f s; acquire: mean %s, 95 %% within %s",
                    round,
                    screen.good(Bar.of(BAR, BAR)),
                    acquires.count(),
                    seconds,
                    acquires.mean(),
                    acquires.bound(0.95)));
        }
    }

    private void work(int round) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        try (Workers workers = new Workers().start("worker", WORKERS, () -> {
            while (begun.incrementAndGet() <= TRANSACTIONS) {
                try (Connection connection = pool.getConnection()) {
                    Work.query(connection, QUERY);
                }
                ended.incrementAndGet();
            }
            return ended;
        })) {
            screen.beginProgress();
            while (!workers.done()) {
                int transactions = ended.get();
                screen.progress(String.format(
                        Locale.ROOT,
                        "  round %d %s %d of %d transactions",
                        round,
                        Bar.of((long) transactions * BAR / TRANSACTIONS, BAR),
                        transactions,
                        TRANSACTIONS));
                Thread.sleep(50);
            }
            workers.join(PATIENCE);
        }
    }
}
