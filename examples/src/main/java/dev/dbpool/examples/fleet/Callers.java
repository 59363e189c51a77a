package dev.dbpool.examples.fleet;

import dev.dbpool.DbPool;
import dev.dbpool.PoolClosedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers of a pool, each on a thread of its own: they borrow, let the database work, and give back. */
final class Callers implements AutoCloseable {
    private final DbPool pool;
    private final ExecutorService threads;
    private volatile boolean ended;

    private Callers(DbPool pool) {
        this.pool = pool;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, pool.config().service() + "-caller-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** So many who come again after a pause, whatever happened to them. */
    static Callers returning(DbPool pool, int count, Duration work, Duration pause) {
        Callers callers = new Callers(pool);
        for (int i = 0; i < count; i++) {
            callers.threads.execute(() -> {
                while (callers.call(work) && callers.rest(pause)) {
                    // Once more.
                }
            });
        }
        return callers;
    }

    /** A crowd at once, then one after the other, whether or not those before them have been served. */
    static Callers crowd(DbPool pool, int atOnce, Duration between, Duration work) {
        Callers callers = new Callers(pool);
        callers.threads.execute(() -> {
            for (int i = 0; i < atOnce; i++) {
                callers.threads.execute(() -> callers.call(work));
            }
            while (callers.rest(between)) {
                callers.threads.execute(() -> callers.call(work));
            }
        });
        return callers;
    }

    /** Failures are not repeated here: the pool counts them, and that they are seen is what the scene is about. */
    private boolean call(Duration work) {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("select pg_sleep(?)")) {
            query.setDouble(1, work.toMillis() / 1e3);
            query.execute();
        } catch (PoolClosedException gone) {
            return false;
        } catch (SQLException counted) {
            return !ended;
        }
        return !ended;
    }

    private boolean rest(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return !ended;
        } catch (InterruptedException end) {
            return false;
        }
    }

    /** Nobody comes any more; those who wait leave. */
    @Override
    public void close() {
        ended = true;
        threads.shutdownNow();
    }
}
