package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** Pools that are busy or used oddly, and in which everybody gets what he wants in time. Each goes on for some seconds. */
final class HealthyWorkloads {
    private static final int SECONDS = 3;

    static final List<Incident> ALL = List.of(
            healthy("a closed loop with brief queueing", scene -> {
                scene.callers.looping(12, connection -> execute(connection, "select pg_sleep(0.005)"));
                goOn();
            }),
            healthy("bursts that pass", scene -> {
                for (int i = 0; i < 6; i++) {
                    scene.callers.once(40, connection -> execute(connection, "select pg_sleep(0.01)"));
                    Thread.sleep(500);
                }
            }),
            healthy("a batch beside a light load", scene -> {
                        scene.callers.looping(2, connection -> {
                            execute(connection, "select 1");
                            Thread.sleep(5);
                        });
                        scene.hold(1, "batch", connection -> {
                            connection.setAutoCommit(false);
                            while (!scene.over()) {
                                execute(connection, "select pg_sleep(0.2)");
                            }
                        });
                        goOn();
                    })
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("connections in hand for a while", scene -> {
                scene.hold(3, "patient", connection -> Thread.sleep(60_000));
                goOn();
            }),
            healthy("connections handed from thread to thread", HealthyWorkloads::handedOn)
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("a slow statement alone", scene -> {
                        scene.hold(1, "report", connection -> execute(connection, "select pg_sleep(30)"));
                        goOn();
                    })
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("a result set that is streamed", scene -> {
                        scene.hold(2, "export", connection -> stream(scene, connection));
                        goOn();
                    })
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("a connection that listens", scene -> {
                        scene.hold(1, "listener", connection -> {
                            execute(connection, "listen news");
                            while (!scene.over()) {
                                connection.unwrap(PGConnection.class).getNotifications(200);
                            }
                        });
                        goOn();
                    })
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("a nightly job on all connections", scene -> {
                        scene.holdAll("nightly", connection -> execute(connection, "select pg_sleep(30)"));
                        goOn();
                    })
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("a leader that keeps its advisory lock", scene -> {
                        scene.hold(1, "leader", connection -> {
                            execute(connection, "select pg_advisory_lock(" + scene.hashCode() + ")");
                            OutsideIncidents.sleep();
                        });
                        goOn();
                    })
                    .with(HealthyWorkloads::leaksAreSuspectedSoon),
            healthy("a row that many update", scene -> {
                String update = "update " + scene.table() + " set n = n + 1 where id = 1";
                scene.callers.looping(8, connection -> execute(connection, update));
                goOn();
            }),
            healthy("statements of half a second, waited for", scene -> {
                        scene.callers.looping(6, connection -> execute(connection, "select pg_sleep(0.5)"));
                        goOn();
                    })
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(3))),
            healthy("transactions with a pause", scene -> {
                scene.callers.looping(6, connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "select 1");
                    Thread.sleep(10);
                    execute(connection, "select 2");
                    connection.commit();
                });
                goOn();
            }),
            healthy("two connections per thread, and enough of them", scene -> {
                scene.callers.looping(2, connection -> {
                    try (Connection second = scene.pool.getConnection()) {
                        execute(second, "select pg_sleep(0.005)");
                    }
                });
                goOn();
            }),
            healthy("connections replaced under load", scene -> {
                        scene.callers.looping(4, connection -> execute(connection, "select pg_sleep(0.005)"));
                        for (int i = 0; i < 6; i++) {
                            scene.pool.evictAll();
                            Thread.sleep(500);
                        }
                    })
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(5))),
            healthy("callers that are interrupted", scene -> {
                scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)"));
                for (int i = 0; i < 10; i++) {
                    Thread impatient = scene.start("impatient", () -> scene.pool.acquire(Duration.ofSeconds(20)));
                    Thread.sleep(100);
                    impatient.interrupt();
                }
            }),
            healthy("nobody comes", scene -> goOn()));

    private HealthyWorkloads() {}

    private static Incident healthy(String name, Incident.Staging staging) {
        return Incident.of(name, Verdict.BURST, staging);
    }

    private static dev.dbpool.DbConfig.Builder leaksAreSuspectedSoon(
            Scene scene, dev.dbpool.DbConfig.Builder settings) {
        return settings.leakThreshold(Duration.ofSeconds(1));
    }

    /** The workload's time: what is tested is that nothing is said in it. */
    private static void goOn() throws InterruptedException {
        Thread.sleep(SECONDS * 1_000);
    }

    /** A thread of one executor takes them, and threads of another use them and give them back. */
    private static void handedOn(Scene scene) throws Exception {
        ExecutorService takers = LeakIncidents.executor(scene, Executors.newFixedThreadPool(1));
        ExecutorService users = LeakIncidents.executor(scene, Executors.newFixedThreadPool(2));
        SynchronousQueue<Connection> handed = new SynchronousQueue<>();
        for (int i = 0; i < 2; i++) {
            Future<?> used = users.submit(() -> {
                try (Connection connection = handed.poll(5, TimeUnit.SECONDS)) {
                    for (int k = 0; k < 15; k++) {
                        execute(connection, "select pg_sleep(0.15)");
                    }
                }
                return null;
            });
            takers.submit(() -> {
                        handed.put(scene.pool.getConnection());
                        return null;
                    })
                    .get(5, TimeUnit.SECONDS);
            used.get(20, TimeUnit.SECONDS);
        }
    }

    private static void stream(Scene scene, Connection connection) throws Exception {
        connection.setAutoCommit(false);
        try (PreparedStatement query = connection.prepareStatement("select * from generate_series(1, 100000)")) {
            query.setFetchSize(20);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next() && !scene.over()) {
                    Thread.sleep(5);
                }
            }
        }
    }
}
