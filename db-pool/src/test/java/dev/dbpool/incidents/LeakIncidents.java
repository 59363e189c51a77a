package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Connections that nobody will give back: whoever took them is gone or has gone on. */
final class LeakIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("threads that have ended", Verdict.LEAK, scene -> {
                scene.mustName("importer-", "LeakIncidents.");
                for (int i = 1; i <= 4; i++) {
                    scene.start("importer-" + i, () -> leak(scene)).join();
                }
            }),
            Incident.of(
                    "threads that are back in their executor",
                    Verdict.LEAK,
                    scene -> inExecutor(scene, Executors.newFixedThreadPool(4))),
            Incident.of("a moment before", Verdict.LEAK, scene -> inExecutor(scene, Executors.newFixedThreadPool(4)))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(300))),
            Incident.of(
                            "callers that wait for 10 s",
                            Verdict.LEAK,
                            scene -> inExecutor(scene, Executors.newFixedThreadPool(4)))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))),
            Incident.of("one thread after another failure", Verdict.LEAK, scene -> {
                ExecutorService one = executor(scene, Executors.newSingleThreadExecutor());
                for (int i = 1; i <= 4; i++) {
                    one.submit(() -> failsBeforeClosing(scene)).get(5, TimeUnit.SECONDS);
                }
            }),
            Incident.of(
                    "a scheduler's threads",
                    Verdict.LEAK,
                    scene -> inExecutor(scene, Executors.newScheduledThreadPool(2))),
            Incident.of("threads of a fork-join pool", Verdict.LEAK, scene -> inExecutor(scene, new ForkJoinPool(4))),
            Incident.of("left inside a transaction", Verdict.LEAK, scene -> {
                        ExecutorService threads = executor(scene, Executors.newFixedThreadPool(2));
                        for (int i = 0; i < 4; i++) {
                            threads.submit(() -> {
                                        Connection connection = scene.pool.acquire(Duration.ofSeconds(5));
                                        kept(scene).add(connection);
                                        connection.setAutoCommit(false);
                                        execute(connection, "select 1");
                                        return null;
                                    })
                                    .get(5, TimeUnit.SECONDS);
                        }
                    })
                    .or(Verdict.IDLE_IN_TRANSACTION),
            Incident.of("statements closed and connections not", Verdict.LEAK, scene -> {
                ExecutorService threads = executor(scene, Executors.newCachedThreadPool());
                for (int i = 0; i < 4; i++) {
                    threads.submit(() -> {
                                Connection connection = scene.pool.acquire(Duration.ofSeconds(5));
                                kept(scene).add(connection);
                                try (var statement = connection.prepareStatement("select ?::int")) {
                                    statement.setInt(1, 1);
                                    statement.executeQuery().next();
                                }
                                return null;
                            })
                            .get(5, TimeUnit.SECONDS);
                }
            }));

    private LeakIncidents() {}

    /** The leaker keeps its connections reachable: the garbage collector shall not help it. */
    private static List<Connection> kept(Scene scene) {
        List<Connection> kept = Collections.synchronizedList(new ArrayList<>());
        scene.atEnd(() -> {
            for (Connection connection : kept) {
                connection.close();
            }
        });
        return kept;
    }

    static void leak(Scene scene) throws SQLException {
        Connection connection = scene.pool.acquire(Duration.ofSeconds(5));
        kept(scene).add(connection);
        execute(connection, "select 1");
    }

    static ExecutorService executor(Scene scene, ExecutorService threads) {
        scene.atEnd(() -> {
            threads.shutdownNow();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        });
        return threads;
    }

    private static void inExecutor(Scene scene, ExecutorService threads) throws Exception {
        executor(scene, threads);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            done.add(threads.submit(() -> {
                leak(scene);
                return null;
            }));
        }
        for (Future<?> leaked : done) {
            leaked.get(5, TimeUnit.SECONDS);
        }
    }

    private static Void failsBeforeClosing(Scene scene) {
        try {
            Connection connection = scene.pool.acquire(Duration.ofSeconds(5));
            kept(scene).add(connection);
            execute(connection, "select no_such_column");
            connection.close();
        } catch (SQLException forgotten) {
            // as it happens in life: the error is handled, the connection is not
        }
        return null;
    }
}
