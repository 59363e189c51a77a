package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.PgBouncer;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A pool that is closed, a prepared transaction that was forgotten, and what can be seen through PgBouncer. */
final class OtherIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("closed while callers wait", Verdict.POOL_CLOSED, scene -> {
                        scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)"));
                        scene.callers.once(3);
                        await().until(() -> scene.pool.stats().waiting() == 3);
                        scene.pool.close();
                        scene.deserted();
                    })
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10)))
                    .withoutEpisode(),
            Incident.of("closed before callers come", Verdict.POOL_CLOSED, scene -> {
                        scene.pool.close();
                        scene.callers.once(3);
                        scene.deserted();
                    })
                    .withoutEpisode());

    static final List<Incident> PREPARED =
            List.of(Incident.of("a prepared transaction that nobody ends", Verdict.BLOCKED_ON_LOCKS, scene -> {
                        String update = "update t set n = n + 1";
                        scene.mustName("prepared");
                        scene.holdAll("victim", connection -> execute(connection, update));
                        scene.deserted();
                    })
                    .with(OtherIncidents::preparedTransaction));

    static final List<Incident> PGBOUNCER = List.of(
            Incident.of(
                            "slow SQL behind PgBouncer",
                            Verdict.SLOW_SQL,
                            scene -> scene.holdAll("report", connection -> execute(connection, "select pg_sleep(30)")))
                    .with(OtherIncidents::behindPgBouncer),
            Incident.of(
                            "more pool than PgBouncer has sessions",
                            Verdict.SLOW_SQL,
                            scene -> scene.callers.looping(16, connection -> execute(connection, "select pg_sleep(3)")))
                    .with((scene, settings) ->
                            behindPgBouncer(scene, settings).maxConnections(8).minConnections(8)),
            Incident.of("HTTP calls behind PgBouncer", Verdict.HELD_OUTSIDE_SQL, scene -> {
                        SlowHttp http = SlowHttp.in(scene);
                        scene.holdAll("checkout", connection -> {
                            execute(connection, "select 1");
                            http.call();
                        });
                    })
                    .with(OtherIncidents::behindPgBouncer),
            Incident.of("idle in transaction behind PgBouncer", Verdict.IDLE_IN_TRANSACTION, scene -> {
                        scene.holdAll("order", connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, "select 1");
                            OutsideIncidents.sleep();
                        });
                        scene.awaitSessions(4, Sessions.IDLE_IN_TRANSACTION);
                    })
                    .with(OtherIncidents::behindPgBouncer)
                    .or(Verdict.HELD_OUTSIDE_SQL),
            Incident.of("blocked behind PgBouncer", Verdict.BLOCKED_ON_LOCKS, scene -> {
                        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
                        LockIncidents.blocker(scene, "nightly-report", update);
                        LockIncidents.victims(scene, 4, update);
                    })
                    .with(OtherIncidents::behindPgBouncer),
            Incident.of("leaked behind PgBouncer", Verdict.LEAK, scene -> {
                        for (int i = 1; i <= 4; i++) {
                            scene.start("importer-" + i, () -> LeakIncidents.leak(scene))
                                    .join();
                        }
                    })
                    .with(OtherIncidents::behindPgBouncer));

    private OtherIncidents() {}

    private static DbConfig.Builder behindPgBouncer(Scene scene, DbConfig.Builder settings) {
        PgBouncer bouncer = PgBouncer.start(Scene.SERVER, 5);
        scene.atClose(bouncer::close);
        return settings.databaseUrl(bouncer.url() + "?prepareThreshold=0");
    }

    private static DbConfig.Builder preparedTransaction(Scene scene, DbConfig.Builder settings) throws Exception {
        PostgresServer server = PostgresServer.start(Map.of("max_prepared_transactions", "2"));
        scene.atEnd(server::close);
        try (Connection coordinator =
                DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD)) {
            execute(coordinator, "create table t (n int)");
            execute(coordinator, "insert into t values (1)");
            coordinator.setAutoCommit(false);
            execute(coordinator, "update t set n = 2");
            execute(coordinator, "prepare transaction 'forgotten'");
        }
        return settings.databaseUrl(server.url());
    }
}
