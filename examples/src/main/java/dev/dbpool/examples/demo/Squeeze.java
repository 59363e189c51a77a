package dev.dbpool.examples.demo;

import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.examples.terminal.FailureLine;
import dev.dbpool.examples.terminal.Screen;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** More workers than connections for some seconds: who finds none free waits in line. */
final class Squeeze {
    static final int WORKERS = 14;
    static final Duration LENGTH = Duration.ofSeconds(4);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration IMPATIENCE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What came of it.
     *
     * @param mostWaiting the most callers that waited at once, of those moments that were looked at
     * @param middle a scrape when half the time was over
     * @param impatient what a caller was told who would wait for a moment only; empty if it was served
     * @param failed acquisitions and queries that failed, the impatient caller's apart
     * @param lastFailure why, if any did
     */
    record Outcome(
            long served,
            int mostWaiting,
            Scrape middle,
            Optional<String> impatient,
            int failed,
            Optional<SQLException> lastFailure) {}

    private final DbPool pool;
    private final PrometheusRegistry registry;
    private final Screen screen;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable SQLException> lastFailure = new AtomicReference<>();

    Squeeze(DbPool pool, PrometheusRegistry registry, Screen screen) {
        this.pool = pool;
        this.registry = registry;
        this.screen = screen;
    }

    Outcome run() throws Exception {
        try (Workers workers = new Workers().start("worker", WORKERS, this::work)) {
            long begin = System.nanoTime();
            int mostWaiting = watch(begin, LENGTH.dividedBy(2), 0);
            Scrape middle = Scrape.of(registry);
            Optional<String> impatient = askImpatiently();
            mostWaiting = watch(begin, LENGTH, mostWaiting);
            over.set(true);
            workers.join(PATIENCE);
            Optional<SQLException> why = Optional.ofNullable(lastFailure.get());
            if (served.get() == 0 && why.isPresent()) {
                throw why.get();
            }
            return new Outcome(served.get(), mostWaiting, middle, impatient, failed.get(), why);
        } finally {
            over.set(true);
        }
    }

    private Integer work() throws InterruptedException {
        while (!over.get()) {
            try (Connection connection = pool.getConnection()) {
                Work.query(
                        connection,
                        Duration.ofMillis(ThreadLocalRandom.current().nextInt(150, 350)));
                served.incrementAndGet();
            } catch (SQLException failure) {
                failed.incrementAndGet();
                lastFailure.set(failure);
                Thread.sleep(TICK.toMillis());
            }
        }
        return served.get();
    }

    private int watch(long begin, Duration until, int mostWaitingBefore) throws InterruptedException {
        int mostWaiting = mostWaitingBefore;
        for (long now = System.nanoTime(); now - begin < until.toNanos(); now = System.nanoTime()) {
            PoolStats stats = pool.stats();
            mostWaiting = Math.max(mostWaiting, stats.waiting());
            screen.progress(String.format(
                    Locale.ROOT,
                    "  in use %s %2d of %d   waiting %s %2d   served %3d   %.1f s",
                    screen.good(Bar.of(stats.active(), stats.max())),
                    stats.active(),
                    stats.max(),
                    screen.alarming(Bar.of(stats.waiting(), WORKERS - stats.max())),
                    stats.waiting(),
                    served.get(),
                    (now - begin) / 1e9));
            Thread.sleep(TICK.toMillis());
        }
        return mostWaiting;
    }

    private Optional<String> askImpatiently() {
        try {
            pool.acquire(IMPATIENCE).close();
            return Optional.empty();
        } catch (SQLException refused) {
            return Optional.of(FailureLine.of(refused));
        }
    }
}
