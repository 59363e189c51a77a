package dev.dbpool.benchmarks.path;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Scrapes a registry a hundred times a second, and lets others know when. To be run by one thread, once. */
final class Scraper implements Runnable {
    private static final long PAUSE_MILLIS = 10;

    private final PrometheusRegistry registry;

    /** Even in the pauses, odd during a scrape; each scrape and each pause has its own number. One thread writes it. */
    private volatile long phase;

    private volatile boolean stopped;

    Scraper(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
    public void run() {
        try {
            while (!stopped) {
                phase++;
                ScrapeCost.scrape(registry);
                phase++;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes effect after the scrape that is under way, and its pause. */
    void stop() {
        stopped = true;
    }

    /** Whoever reads the same pause twice has seen no scrape in between. */
    long phase() {
        return phase;
    }

    static boolean isPause(long phase) {
        return phase % 2 == 0;
    }

    long scrapes() {
        return phase / 2;
    }
}
