package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.Verdict;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** The same causes in a dress that invites a wrong conclusion. */
final class UnusualIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of(
                    "one thread leaks all and joins those who wait",
                    Verdict.LEAK,
                    scene -> oneThread(scene, connection -> execute(connection, "select 1"))),
            Incident.of("one thread leaks all and wants one more", Verdict.LEAK, scene -> {
                List<Connection> kept = kept(scene);
                scene.callers.one("main-like", () -> {
                    for (int i = 0; i < 5; i++) {
                        Connection connection = scene.callers.acquire();
                        kept.add(connection);
                        execute(connection, "select 1");
                    }
                });
            }),
            Incident.of("workers that leak and go on serving", Verdict.LEAK, UnusualIncidents::leakingWorkers)
                    .with((scene, settings) -> settings.maxConnections(8).minConnections(8)),
            Incident.of(
                    "one thread has all transactions",
                    Verdict.IDLE_IN_TRANSACTION,
                    scene -> oneThread(scene, connection -> {
                        connection.setAutoCommit(false);
                        execute(connection, "select 1");
                    })),
            Incident.of(
                    "idle in transaction at a latch",
                    Verdict.IDLE_IN_TRANSACTION,
                    scene -> atLatch(scene, connection -> {
                        connection.setAutoCommit(false);
                        execute(connection, "select 1");
                    })),
            Incident.of(
                    "in hand at a latch",
                    Verdict.HELD_OUTSIDE_SQL,
                    scene -> atLatch(scene, connection -> execute(connection, "select 1"))),
            Incident.of("a blocker of the same pool at a latch", Verdict.BLOCKED_ON_LOCKS, scene -> {
                String update = "update " + scene.table() + " set n = n + 1 where id = 1";
                CountDownLatch never = new CountDownLatch(1);
                scene.hold(1, "blocker", connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, update);
                    never.await();
                });
                scene.awaitSessions(1, Sessions.IDLE_IN_TRANSACTION);
                LockIncidents.victims(scene, 3, update);
                submitted(scene);
            }),
            Incident.of("a hot row in a loop", Verdict.BLOCKED_ON_LOCKS, scene -> {
                        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
                        scene.callers.looping(30, connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, update);
                            execute(connection, "select pg_sleep(0.15)");
                            connection.commit();
                        });
                    })
                    .with((scene, settings) -> settings.maxConnections(5).minConnections(5)),
            Incident.of("blocked by a statement of the same pool", Verdict.BLOCKED_ON_LOCKS, scene -> {
                        String table = scene.table();
                        scene.hold(1, "recount", connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, "update " + table + " set n = n + 1");
                            execute(connection, "select pg_sleep(30)");
                        });
                        scene.awaitSessions(1, Sessions.ACTIVE);
                        Thread.sleep(300);
                        LockIncidents.victims(scene, 3, "update " + table + " set n = 0 where id = 3");
                    })
                    .then(Verdict.SLOW_SQL),
            Incident.of("a query for each row of a query", Verdict.SELF_DEADLOCK, scene -> {
                JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
                for (int i = 0; i < 4; i++) {
                    scene.callers.loopingBy(
                            1,
                            () -> jdbc.query("select pg_sleep(0.2), generate_series(1, 10)", row -> {
                                jdbc.queryForObject("select 1", Integer.class);
                            }));
                }
            }),
            Incident.of("an HTTP call for each row of a query", Verdict.HELD_OUTSIDE_SQL, scene -> {
                SlowHttp http = SlowHttp.in(scene);
                JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
                for (int i = 0; i < 4; i++) {
                    scene.start(
                            "template-" + i,
                            () -> jdbc.query("select 1", row -> {
                                http.callAsyncAndJoin();
                            }));
                }
                await().until(() -> scene.pool.stats().active() == 4);
                submitted(scene);
            }),
            Incident.of(
                            "twenty of twenty by default",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)")))
                    .with((scene, settings) -> settings.maxConnections(20).minConnections(5)),
            Incident.of("a short timeout of the caller's own", Verdict.IDLE_IN_TRANSACTION, scene -> {
                        scene.holdAll("order", connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, "select 1");
                            OutsideIncidents.sleep();
                        });
                        scene.awaitSessions(4, Sessions.IDLE_IN_TRANSACTION);
                        scene.callers.impatient(Duration.ofMillis(1_200));
                    })
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))),
            Incident.of(
                            "reset on return, tested on acquire",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)")))
                    .with((scene, settings) -> settings.resetOnReturn(true)
                            .testBeforeAcquire(dev.dbpool.TestBeforeAcquire.ALWAYS)
                            .minConnections(0)
                            .poolName("second")),
            Incident.of("a second incident after another", Verdict.BLOCKED_ON_LOCKS, scene -> {
                scene.hold(4, "earlier", connection -> execute(connection, "select pg_sleep(1.2)"));
                try (Connection served = scene.pool.acquire(Duration.ofSeconds(5))) {
                    execute(served, "select 1");
                }
                LockIncidents.row(scene);
            }));

    private UnusualIncidents() {}

    private static List<Connection> kept(Scene scene) {
        List<Connection> kept = java.util.Collections.synchronizedList(new ArrayList<>());
        scene.atEnd(() -> {
            for (Connection connection : kept) {
                connection.close();
            }
        });
        return kept;
    }

    /** Callers as tasks of an executor. */
    private static List<Future<?>> submitted(Scene scene) {
        ExecutorService threads = LeakIncidents.executor(scene, Executors.newCachedThreadPool());
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(threads.submit(() -> {
                scene.callers.call(connection -> {});
                return null;
            }));
        }
        return callers;
    }

    private static void oneThread(Scene scene, Scene.Use use) throws InterruptedException {
        List<Connection> kept = kept(scene);
        CountDownLatch called = new CountDownLatch(1);
        scene.start("main-like", () -> {
            for (int i = 0; i < 4; i++) {
                Connection connection = scene.pool.acquire(Duration.ofSeconds(5));
                kept.add(connection);
                use.of(connection);
            }
            List<Future<?>> callers = submitted(scene);
            called.countDown();
            for (Future<?> caller : callers) {
                awaitIt(caller);
            }
            OutsideIncidents.sleep();
        });
        called.await();
    }

    private static void awaitIt(Future<?> caller) throws InterruptedException {
        try {
            caller.get();
        } catch (ExecutionException failed) {
            // noted by the caller
        }
    }

    private static void atLatch(Scene scene, Scene.Use use) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        scene.holdAll("holder", connection -> {
            use.of(connection);
            never.await();
        });
        Thread.sleep(200);
        submitted(scene);
    }

    /** Every third request forgets its connection; in the end all workers wait for one. */
    private static void leakingWorkers(Scene scene) {
        List<Connection> kept = kept(scene);
        ExecutorService workers = LeakIncidents.executor(scene, Executors.newFixedThreadPool(5));
        AtomicInteger requests = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            workers.execute(() -> request(scene, requests.incrementAndGet() % 3 == 0, kept));
        }
    }

    private static void request(Scene scene, boolean forgets, List<Connection> kept) {
        if (scene.over()) {
            return;
        }
        try {
            Connection connection = scene.callers.acquire();
            execute(connection, "select pg_sleep(0.01)");
            if (forgets) {
                kept.add(connection);
            } else {
                connection.close();
            }
            Thread.sleep(20);
        } catch (Exception answeredWithAnError) {
            // as a server does
        }
    }
}
