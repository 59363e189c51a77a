package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** Statements that take long by themselves. */
final class SlowSqlIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("a statement that sleeps", Verdict.SLOW_SQL, scene -> {
                scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)"));
                scene.awaitSessions(4, Sessions.ACTIVE);
            }),
            Incident.of(
                            "begun a moment before",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)")))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(300))),
            Incident.of(
                            "a query that counts for long",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("statistics", SlowSqlIncidents::count))
                    .with((scene, settings) -> settings.maxConnections(2).minConnections(2)),
            Incident.of("slow after being fast", Verdict.SLOW_SQL, SlowSqlIncidents::suddenly),
            Incident.of(
                            "statements of 3 s in a loop",
                            Verdict.SLOW_SQL,
                            scene -> scene.callers.looping(8, connection -> execute(connection, "select pg_sleep(3)")))
                    .with((scene, settings) -> settings.maxConnections(2).minConnections(2)),
            Incident.of("an update in a transaction", Verdict.SLOW_SQL, scene -> {
                String table = scene.table();
                scene.holdAll("writer", connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "update " + table + " set n = n from pg_sleep(30) where false");
                    execute(connection, "select pg_sleep(30)");
                });
                scene.awaitSessions(4, Sessions.ACTIVE);
            }),
            Incident.of("through JdbcTemplate", Verdict.SLOW_SQL, scene -> {
                JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
                for (int i = 1; i <= 4; i++) {
                    scene.start("template-" + i, () -> jdbc.query("select pg_sleep(30)", row -> {}));
                }
                scene.awaitSessions(4, Sessions.ACTIVE);
            }),
            Incident.of(
                            "callers that wait for 10 s",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)")))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))),
            Incident.of(
                            "thousands of statements in one borrowing",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("chatty", connection -> chatter(scene, connection)))
                    .or(Verdict.POOL_TOO_SMALL));

    private SlowSqlIncidents() {}

    private static void count(Connection connection) throws Exception {
        execute(connection, "select count(*) from generate_series(1, 20000) a, generate_series(1, 200000) b");
    }

    private static void suddenly(Scene scene) throws Exception {
        AtomicBoolean slow = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        scene.callers.looping(8, connection -> {
            execute(connection, slow.get() ? "select pg_sleep(20)" : "select pg_sleep(0.002)");
            served.incrementAndGet();
        });
        await().until(() -> served.get() > 300);
        slow.set(true);
    }

    private static void chatter(Scene scene, Connection connection) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("select pg_sleep(0.001), ?::int")) {
            for (int i = 0; !scene.over(); i++) {
                statement.setInt(1, i);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                }
            }
        }
    }
}
