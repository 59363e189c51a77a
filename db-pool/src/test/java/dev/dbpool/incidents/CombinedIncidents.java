package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.util.List;

/** Two causes at once: the one that explains more of the held connection-time comes first. */
final class CombinedIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("5 in HTTP calls, 2 in slow SQL", Verdict.HELD_OUTSIDE_SQL, scene -> {
                        SlowHttp http = SlowHttp.in(scene);
                        scene.hold(5, "checkout", connection -> http.call());
                        slow(scene, 2);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.SLOW_SQL),
            Incident.of("4 in HTTP calls within a transaction, 3 in slow SQL", Verdict.HELD_OUTSIDE_SQL, scene -> {
                        scene.mustName("are executing slow statements");
                        SlowHttp http = SlowHttp.in(scene);
                        scene.hold(4, "checkout", connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, "select 1");
                            http.call();
                        });
                        slow(scene, 3);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.IDLE_IN_TRANSACTION),
            Incident.of("5 in slow SQL, 2 leaked", Verdict.SLOW_SQL, scene -> {
                        slow(scene, 5);
                        leaked(scene, 2);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.LEAK),
            Incident.of("5 leaked, 2 blocked", Verdict.LEAK, scene -> {
                        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
                        LockIncidents.blocker(scene, "nightly-report", update);
                        leaked(scene, 5);
                        LockIncidents.victims(scene, 2, update);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.BLOCKED_ON_LOCKS),
            Incident.of("5 idle in transaction, 2 in slow SQL", Verdict.IDLE_IN_TRANSACTION, scene -> {
                        scene.hold(5, "order", connection -> {
                            connection.setAutoCommit(false);
                            execute(connection, "select 1");
                            OutsideIncidents.sleep();
                        });
                        slow(scene, 2);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.SLOW_SQL),
            Incident.of("5 blocked by one of two idle in transaction", Verdict.BLOCKED_ON_LOCKS, scene -> {
                        String update = "update " + scene.table() + " set n = n + 1 where id = 1";
                        for (String sql : List.of(update, "select 1")) {
                            scene.hold(1, "order", connection -> {
                                connection.setAutoCommit(false);
                                execute(connection, sql);
                                OutsideIncidents.sleep();
                            });
                        }
                        scene.awaitSessions(2, Sessions.IDLE_IN_TRANSACTION);
                        LockIncidents.victims(scene, 5, update);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.IDLE_IN_TRANSACTION),
            Incident.of("5 asleep, 2 leaked", Verdict.HELD_OUTSIDE_SQL, scene -> {
                        scene.hold(5, "checkout", connection -> OutsideIncidents.sleep());
                        leaked(scene, 2);
                    })
                    .with((scene, settings) -> settings.maxConnections(7).minConnections(7))
                    .then(Verdict.LEAK));

    private CombinedIncidents() {}

    private static void slow(Scene scene, int count) throws InterruptedException {
        scene.hold(count, "report", connection -> execute(connection, "select pg_sleep(30)"));
        scene.awaitSessions(count, Sessions.ACTIVE);
    }

    private static void leaked(Scene scene, int count) throws InterruptedException {
        for (int i = 1; i <= count; i++) {
            scene.start("importer-" + i, () -> LeakIncidents.leak(scene)).join();
        }
    }
}
