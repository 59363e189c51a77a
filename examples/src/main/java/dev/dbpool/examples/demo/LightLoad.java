package dev.dbpool.examples.demo;

import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.examples.terminal.Screen;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** A little work for ever, so that there is something to see in the metrics that are served. */
final class LightLoad {
    private static final int WORKERS = 3;
    private static final Duration QUERY = Duration.ofMillis(30);
    private static final Duration STATUS = Duration.ofMillis(500);

    private final DbPool pool;
    private final Screen screen;

    LightLoad(DbPool pool, Screen screen) {
        this.pool = pool;
        this.screen = screen;
    }

    /** Returns only by interruption, or once the pool is closed. */
    void run() throws InterruptedException {
        try (Workers workers = new Workers().start("worker", WORKERS, this::work)) {
            while (!workers.done()) {
                PoolStats stats = pool.stats();
                screen.status(String.format(
                        Locale.ROOT,
                        "  %s   in use %d   idle %d   handed out %,d   failed %,d",
                        pool.health().status(),
                        stats.active(),
                        stats.idle(),
                        stats.handedOut(),
                        stats.timeouts() + stats.closedErrors() + stats.otherErrors()));
                Thread.sleep(STATUS.toMillis());
            }
        }
    }

    /** The database may go away and come back meanwhile: the metrics show it, and the work goes on. */
    private Void work() throws InterruptedException {
        while (true) {
            try (Connection connection = pool.getConnection()) {
                Work.query(connection, QUERY);
            } catch (SQLException failure) {
                Thread.sleep(STATUS.toMillis());
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(100, 500));
        }
    }
}
