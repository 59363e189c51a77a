package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that are open and in which nothing happens. */
final class TransactionIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of(
                    "idle after a select",
                    Verdict.IDLE_IN_TRANSACTION,
                    scene -> idle(scene, connection -> {
                        connection.setAutoCommit(false);
                        execute(connection, "select 1");
                        Thread.sleep(60_000);
                    })),
            Incident.of(
                            "begun a moment before",
                            Verdict.IDLE_IN_TRANSACTION,
                            scene -> idle(scene, connection -> {
                                connection.setAutoCommit(false);
                                execute(connection, "select 1");
                                Thread.sleep(60_000);
                            }))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(300))),
            Incident.of("idle after an update, waiting on a queue", Verdict.IDLE_IN_TRANSACTION, scene -> {
                String table = scene.table();
                LinkedBlockingQueue<Integer> rows = new LinkedBlockingQueue<>(List.of(1, 2, 3, 4));
                LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
                idle(scene, connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "update " + table + " set n = 1 where id = " + rows.take());
                    answers.take();
                });
            }),
            Incident.of(
                    "idle in an aborted transaction",
                    Verdict.IDLE_IN_TRANSACTION,
                    scene -> idle(scene, TransactionIncidents::abort)),
            Incident.of(
                    "begun by a statement",
                    Verdict.IDLE_IN_TRANSACTION,
                    scene -> idle(scene, connection -> {
                        execute(connection, "begin");
                        execute(connection, "select 1");
                        Object nobodyNotifies = new Object();
                        synchronized (nobodyNotifies) {
                            nobodyNotifies.wait(60_000);
                        }
                    })),
            Incident.of("a Spring transaction around other work", Verdict.IDLE_IN_TRANSACTION, scene -> {
                JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
                TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(scene.pool));
                for (int i = 1; i <= 4; i++) {
                    scene.start(
                            "service-" + i,
                            () -> transaction.executeWithoutResult(status -> {
                                jdbc.queryForObject("select 1", Integer.class);
                                OutsideIncidents.sleep();
                            }));
                }
                scene.awaitSessions(4, Sessions.IDLE_IN_TRANSACTION);
            }),
            Incident.of("an HTTP call in a transaction", Verdict.IDLE_IN_TRANSACTION, scene -> {
                        SlowHttp http = SlowHttp.in(scene);
                        scene.mustName("HTTP", "Http", "http");
                        idle(scene, connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, "select 1");
                            http.call();
                        });
                    })
                    .or(Verdict.HELD_OUTSIDE_SQL),
            Incident.of(
                            "callers that wait for 10 s",
                            Verdict.IDLE_IN_TRANSACTION,
                            scene -> idle(scene, connection -> {
                                connection.setAutoCommit(false);
                                execute(connection, "select 1");
                                Thread.sleep(60_000);
                            }))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))));

    private TransactionIncidents() {}

    private static void idle(Scene scene, Scene.Use use) throws Exception {
        scene.mustName("order-", "TransactionIncidents.", "SlowHttp.");
        scene.holdAll("order", use);
        scene.awaitSessions(4, Sessions.IDLE_IN_TRANSACTION);
    }

    private static void abort(Connection connection) throws Exception {
        connection.setAutoCommit(false);
        try {
            execute(connection, "select 1 / 0");
        } catch (SQLException swallowed) {
            Thread.sleep(60_000);
        }
    }
}
