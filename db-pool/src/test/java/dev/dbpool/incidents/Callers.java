package dev.dbpool.incidents;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Those who want a connection, and what the first of them is told who gets none. */
final class Callers {
    private final Scene scene;
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final CompletableFuture<Failure> first = new CompletableFuture<>();

    /**
     * @param atNanos when the caller had it
     * @param lateBy how much later than the caller's timeout; zero if that is not known
     */
    record Failure(SQLException exception, long atNanos, Duration lateBy) {}

    Callers(Scene scene) {
        this.scene = scene;
    }

    boolean any() {
        return number.get() > 0;
    }

    int failed() {
        return failed.get();
    }

    /** So many threads want a connection once. */
    void once(int count) {
        once(count, connection -> {});
    }

    /** At the same moment: all threads are there before the first of them calls. */
    void once(int count, Scene.Use use) {
        CountDownLatch ready = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            scene.start("caller-" + number.incrementAndGet(), () -> {
                ready.countDown();
                ready.await();
                call(use);
            });
        }
    }

    /** So many threads want one again and again. */
    void looping(int count, Scene.Use use) {
        for (int i = 0; i < count; i++) {
            scene.start("caller-" + number.incrementAndGet(), () -> {
                while (!scene.over()) {
                    try {
                        call(use);
                    } catch (SQLException tryAgain) {
                        // noted
                    }
                }
            });
        }
    }

    /** A caller who does it in his own way. */
    void one(String name, Scene.Act act) {
        number.incrementAndGet();
        scene.start(name, act);
    }

    /** The same for those who acquire through a framework. */
    void loopingBy(int count, Scene.Act act) {
        for (int i = 0; i < count; i++) {
            scene.start("caller-" + number.incrementAndGet(), () -> {
                while (!scene.over()) {
                    callBy(act);
                }
            });
        }
    }

    private void callBy(Scene.Act act) {
        try {
            act.run();
        } catch (Exception failure) {
            noted(failure, Optional.empty());
        }
    }

    /** Three who wait less long than the pool would let them. */
    void impatient(Duration timeout) {
        for (int i = 0; i < 3; i++) {
            scene.start("caller-" + number.incrementAndGet(), () -> {
                try {
                    scene.pool.acquire(timeout).close();
                } catch (SQLException failure) {
                    noted(failure, Optional.empty());
                }
            });
        }
    }

    /** On the thread that calls this. */
    void call(Scene.Use use) throws Exception {
        number.compareAndSet(0, 1);
        try (Connection connection = acquire()) {
            use.of(connection);
        }
    }

    /** As the application does it; notes when and how it fails. */
    Connection acquire() throws SQLException {
        number.compareAndSet(0, 1);
        long start = System.nanoTime();
        try {
            return scene.pool.getConnection();
        } catch (SQLException failure) {
            noted(failure, Optional.of(System.nanoTime() - start));
            throw failure;
        }
    }

    /** A framework wraps what the pool throws, and how long the caller waited for it is not known. */
    private void noted(Throwable failure, Optional<Long> waitedNanos) {
        if (scene.over()) {
            return;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException ours && cause.getClass().getName().startsWith("dev.dbpool.")) {
                Duration late = waitedNanos
                        .map(waited -> Duration.ofNanos(waited)
                                .minus(scene.pool.config().acquireTimeout()))
                        .orElse(Duration.ZERO);
                failed.incrementAndGet();
                first.complete(new Failure(ours, System.nanoTime(), late));
                return;
            }
        }
    }

    Failure first(Duration patience) throws Exception {
        try {
            return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException nobodyFailed) {
            throw new AssertionError("no acquisition has failed within " + patience + ": " + scene.pool.stats());
        }
    }
}
