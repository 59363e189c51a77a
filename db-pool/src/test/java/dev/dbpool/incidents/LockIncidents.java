package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;
import static dev.dbpool.incidents.Scene.pid;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.report.Verdict;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Statements that wait for locks which others hold; the message must say who. */
final class LockIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("a row locked by a stranger idle in transaction", Verdict.BLOCKED_ON_LOCKS, LockIncidents::row),
            Incident.of("begun a moment before", Verdict.BLOCKED_ON_LOCKS, LockIncidents::row)
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(300))),
            Incident.of("callers that wait for 10 s", Verdict.BLOCKED_ON_LOCKS, LockIncidents::row)
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))),
            Incident.of("a row locked by another pool", Verdict.BLOCKED_ON_LOCKS, LockIncidents::otherPool),
            Incident.of("a table locked by DDL", Verdict.BLOCKED_ON_LOCKS, scene -> {
                String table = scene.table();
                Connection migration = blocker(scene, "migration", "alter table " + table + " add column m int");
                scene.mustName(String.valueOf(pid(migration)));
                victims(scene, 4, "select * from " + table);
            }),
            Incident.of("DDL that waits for a long query", Verdict.BLOCKED_ON_LOCKS, LockIncidents::queuedDdl),
            Incident.of("an advisory lock", Verdict.BLOCKED_ON_LOCKS, scene -> {
                Connection leader = blocker(scene, "leader", "select pg_advisory_lock(" + scene.hashCode() + ")");
                scene.mustName(String.valueOf(pid(leader)));
                victims(scene, 4, "select pg_advisory_lock(" + scene.hashCode() + ")");
            }),
            Incident.of("a key inserted and not committed", Verdict.BLOCKED_ON_LOCKS, scene -> {
                String table = scene.table();
                Connection importer = blocker(scene, "importer", "insert into " + table + " values (11, 0)");
                scene.mustName(String.valueOf(pid(importer)));
                victims(scene, 4, "insert into " + table + " values (11, 1)");
            }),
            Incident.of("a chain of locks", Verdict.BLOCKED_ON_LOCKS, LockIncidents::chain),
            Incident.of("the blocker is in the same pool", Verdict.BLOCKED_ON_LOCKS, LockIncidents::ownBlocker)
                    .then(Verdict.IDLE_IN_TRANSACTION),
            Incident.of("in Spring transactions", Verdict.BLOCKED_ON_LOCKS, LockIncidents::spring));

    private LockIncidents() {}

    /** A stranger's session that has done this in a transaction and then does nothing. */
    static Connection blocker(Scene scene, String application, String sql) throws Exception {
        Connection stranger = scene.stranger(application);
        stranger.setAutoCommit(false);
        execute(stranger, sql);
        return stranger;
    }

    static void victims(Scene scene, int count, String sql) throws Exception {
        scene.hold(count, "victim", connection -> execute(connection, sql));
        scene.awaitSessions(count, Sessions.WAITS_FOR_LOCK);
    }

    static void row(Scene scene) throws Exception {
        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
        Connection stranger = blocker(scene, "nightly-report", update);
        scene.mustName(String.valueOf(pid(stranger)));
        scene.mustName("nightly-report");
        victims(scene, 4, update);
    }

    private static void otherPool(Scene scene) throws Exception {
        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
        DbPool other = DbPool.open(
                DbConfig.builder("billing-" + scene.service)
                        .databaseUrl(Scene.SERVER.url())
                        .maxConnections(1)
                        .minConnections(1)
                        .build(),
                new PrometheusRegistry());
        scene.atEnd(other::close);
        Connection blocking = other.getConnection();
        blocking.setAutoCommit(false);
        execute(blocking, update);
        scene.mustName("billing-" + scene.service);
        victims(scene, 4, update);
    }

    private static void queuedDdl(Scene scene) throws Exception {
        String table = scene.table();
        Connection query = scene.stranger("analyst");
        scene.start("analyst", () -> execute(query, "select pg_sleep(60) from " + table));
        Connection ddl = scene.stranger("migration");
        scene.atEnd(() -> Sessions.cancelAll("analyst"));
        scene.atEnd(() -> Sessions.cancelAll("migration"));
        Sessions.await("analyst", Sessions.ACTIVE);
        scene.start("migration", () -> execute(ddl, "alter table " + table + " add column m int"));
        Sessions.await("migration", Sessions.WAITS_FOR_LOCK);
        scene.mustName(String.valueOf(pid(ddl)), String.valueOf(pid(query)));
        victims(scene, 4, "select * from " + table);
    }

    /** The stranger has row 1; the first victim has row 2 and waits for row 1; the others wait for row 2. */
    private static void chain(Scene scene) throws Exception {
        String update = "update " + scene.table() + " set n = n + 1 where id = ";
        Connection stranger = blocker(scene, "nightly-report", update + 1);
        scene.mustName(String.valueOf(pid(stranger)));
        scene.hold(1, "middle", connection -> {
            connection.setAutoCommit(false);
            execute(connection, update + 2);
            execute(connection, update + 1);
        });
        scene.awaitSessions(1, Sessions.WAITS_FOR_LOCK);
        scene.hold(3, "victim", connection -> execute(connection, update + 2));
        scene.awaitSessions(4, Sessions.WAITS_FOR_LOCK);
    }

    private static void ownBlocker(Scene scene) throws Exception {
        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
        scene.hold(1, "forgetful", connection -> {
            connection.setAutoCommit(false);
            execute(connection, update);
            scene.mustName(String.valueOf(pid(connection)), "forgetful-1");
            Thread.sleep(60_000);
        });
        scene.awaitSessions(1, Sessions.IDLE_IN_TRANSACTION);
        victims(scene, 3, update);
    }

    private static void spring(Scene scene) throws Exception {
        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
        scene.mustName(String.valueOf(pid(blocker(scene, "nightly-report", update))));
        JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(scene.pool));
        for (int i = 1; i <= 4; i++) {
            scene.start("spring-" + i, () -> transaction.executeWithoutResult(status -> jdbc.update(update)));
        }
        scene.awaitSessions(4, Sessions.WAITS_FOR_LOCK);
    }
}
