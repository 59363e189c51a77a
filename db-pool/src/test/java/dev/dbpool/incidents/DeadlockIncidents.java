package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Holders that wait for a further connection of the same pool, themselves or through others. */
final class DeadlockIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of(
                            "a thread that takes two of one",
                            Verdict.SELF_DEADLOCK,
                            scene -> holdAndWant(scene, 1, connection -> second(scene)))
                    .with((scene, settings) -> settings.maxConnections(1).minConnections(1)),
            Incident.of(
                    "all holders want a second one",
                    Verdict.SELF_DEADLOCK,
                    scene -> holdAndWant(scene, 4, connection -> second(scene))),
            Incident.of(
                            "with little patience",
                            Verdict.SELF_DEADLOCK,
                            scene -> holdAndWant(scene, 4, connection -> second(scene)))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(300))),
            Incident.of(
                            "with 10 s of patience",
                            Verdict.SELF_DEADLOCK,
                            scene -> holdAndWant(scene, 4, connection -> second(scene)))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))),
            Incident.of(
                    "in an open transaction",
                    Verdict.SELF_DEADLOCK,
                    scene -> holdAndWant(scene, 4, connection -> {
                        connection.setAutoCommit(false);
                        execute(connection, "select 1");
                        second(scene);
                    })),
            Incident.of("REQUIRES_NEW inside a transaction", Verdict.SELF_DEADLOCK, DeadlockIncidents::nested),
            Incident.of("a task in another thread", Verdict.SELF_DEADLOCK, scene -> {
                ExecutorService workers = LeakIncidents.executor(scene, Executors.newCachedThreadPool());
                holdAndWant(scene, 4, connection -> workers.submit(work(scene)).get());
            }),
            Incident.of("a CompletableFuture", Verdict.SELF_DEADLOCK, scene -> {
                ExecutorService workers = LeakIncidents.executor(scene, Executors.newCachedThreadPool());
                holdAndWant(
                        scene,
                        4,
                        connection -> CompletableFuture.supplyAsync(unchecked(work(scene)), workers)
                                .join());
            }),
            Incident.of("a task in an open transaction", Verdict.SELF_DEADLOCK, scene -> {
                ExecutorService workers = LeakIncidents.executor(scene, Executors.newCachedThreadPool());
                holdAndWant(scene, 4, connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "select 1");
                    workers.submit(work(scene)).get();
                });
            }),
            Incident.of(
                    "a parallel stream",
                    Verdict.SELF_DEADLOCK,
                    scene -> holdAndWant(
                            scene,
                            4,
                            connection -> List.of(1, 2, 3, 4, 5, 6, 7, 8).parallelStream()
                                    .forEach(i -> {
                                        Object unused = unchecked(work(scene)).get();
                                    }))),
            Incident.of(
                    "a thread that is joined",
                    Verdict.SELF_DEADLOCK,
                    scene -> holdAndWant(
                            scene,
                            4,
                            connection -> scene.start("child", () -> work(scene).call())
                                    .join())),
            Incident.of("two of three, the third is slow", Verdict.SELF_DEADLOCK, scene -> {
                        scene.hold(1, "report", connection -> execute(connection, "select pg_sleep(30)"));
                        holdAndWant(scene, 2, connection -> second(scene));
                    })
                    .with((scene, settings) -> settings.maxConnections(3).minConnections(3))
                    .then(Verdict.SLOW_SQL));

    private DeadlockIncidents() {}

    /** So many holders, who want more only when all of them hold. */
    private static void holdAndWant(Scene scene, int holders, Scene.Use want) {
        CyclicBarrier all = new CyclicBarrier(holders);
        for (int i = 1; i <= holders; i++) {
            scene.callers.one("transfer-" + i, () -> {
                while (!scene.over()) {
                    transfer(scene, all, want);
                }
            });
        }
    }

    /** A deadlock ends when the first of them loses patience; then they do it again. */
    private static void transfer(Scene scene, CyclicBarrier all, Scene.Use want) throws Exception {
        try (Connection connection = scene.pool.acquire(Duration.ofSeconds(20))) {
            all.await();
            want.of(connection);
        } catch (SQLException | ExecutionException | CompletionException | IllegalStateException outOfPatience) {
            // noted by whoever acquired
        }
    }

    private static void second(Scene scene) throws Exception {
        try (Connection second = scene.callers.acquire()) {
            execute(second, "select 2");
        }
    }

    private static Callable<String> work(Scene scene) {
        return () -> {
            second(scene);
            return "done";
        };
    }

    private static Supplier<String> unchecked(Callable<String> work) {
        return () -> {
            try {
                return work.call();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        };
    }

    private static void nested(Scene scene) {
        JdbcTransactionManager transactions = new JdbcTransactionManager(scene.pool);
        TransactionTemplate outer = new TransactionTemplate(transactions);
        TransactionTemplate inner = new TransactionTemplate(transactions);
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
        CyclicBarrier all = new CyclicBarrier(4);
        for (int i = 0; i < 4; i++) {
            scene.callers.loopingBy(
                    1,
                    () -> outer.executeWithoutResult(order -> {
                        jdbc.queryForObject("select 1", Integer.class);
                        awaitAll(all);
                        inner.executeWithoutResult(audit -> jdbc.queryForObject("select 2", Integer.class));
                    }));
        }
    }

    private static void awaitAll(CyclicBarrier all) {
        try {
            all.await();
        } catch (Exception over) {
            throw new IllegalStateException(over);
        }
    }
}
