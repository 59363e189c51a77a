package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.springframework.jdbc.core.JdbcTemplate;

/** More work than the connections can do, for good or for a moment. */
final class DemandIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of(
                            "short queries, 60 callers in a loop",
                            Verdict.POOL_TOO_SMALL,
                            scene -> scene.callers.looping(
                                    60, connection -> execute(connection, "select pg_sleep(0.03)")))
                    .with((scene, settings) ->
                            settings.maxConnections(2).minConnections(2).acquireTimeout(Duration.ofMillis(500))),
            Incident.of("holds of 10 to 80 ms, 160 callers", Verdict.POOL_TOO_SMALL, DemandIncidents::mixed)
                    .with((scene, settings) -> settings.maxConnections(5).minConnections(5)),
            Incident.of(
                            "transactions of three statements",
                            Verdict.POOL_TOO_SMALL,
                            scene -> scene.callers.looping(40, DemandIncidents::threeStatements))
                    .with((scene, settings) ->
                            settings.maxConnections(1).minConnections(1).acquireTimeout(Duration.ofMillis(600))),
            Incident.of("arrivals that nobody slows down", Verdict.POOL_TOO_SMALL, DemandIncidents::openArrivals)
                    .with((scene, settings) -> settings.maxConnections(2).minConnections(2)),
            Incident.of("through JdbcTemplate", Verdict.POOL_TOO_SMALL, DemandIncidents::jdbcTemplate)
                    .with((scene, settings) ->
                            settings.maxConnections(3).minConnections(3).acquireTimeout(Duration.ofMillis(300))),
            Incident.of(
                            "callers that wait for 10 s",
                            Verdict.POOL_TOO_SMALL,
                            scene -> scene.callers.looping(
                                    150, connection -> execute(connection, "select pg_sleep(0.1)")))
                    .with((scene, settings) ->
                            settings.maxConnections(1).minConnections(1).acquireTimeout(Duration.ofSeconds(10))),
            Incident.of(
                            "200 callers at once, then none",
                            Verdict.BURST,
                            scene ->
                                    scene.callers.once(200, connection -> execute(connection, "select pg_sleep(0.02)")))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(600))),
            Incident.of("a burst on top of a light load", Verdict.BURST, DemandIncidents::burstOnLoad)
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(500))));

    private DemandIncidents() {}

    private static void mixed(Scene scene) {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 160; i++) {
            String sql = "select pg_sleep(0.0" + random.nextInt(10, 80) + ")";
            scene.callers.looping(1, connection -> execute(connection, sql));
        }
    }

    private static void threeStatements(java.sql.Connection connection) throws Exception {
        connection.setAutoCommit(false);
        for (int i = 0; i < 3; i++) {
            execute(connection, "select pg_sleep(0.01)");
        }
        connection.commit();
    }

    private static void openArrivals(Scene scene) {
        scene.start("arrivals", () -> {
            while (!scene.over()) {
                scene.callers.once(1, connection -> execute(connection, "select pg_sleep(0.03)"));
                Thread.sleep(8);
            }
        });
    }

    private static void jdbcTemplate(Scene scene) {
        JdbcTemplate jdbc = new JdbcTemplate(scene.pool);
        scene.callers.loopingBy(60, () -> jdbc.query("select pg_sleep(0.025)", row -> {}));
    }

    private static void burstOnLoad(Scene scene) throws Exception {
        scene.callers.looping(2, connection -> {
            execute(connection, "select pg_sleep(0.01)");
            Thread.sleep(10); // a connection in hand for twice its statement is still no trouble
        });
        Thread.sleep(1_500);
        scene.callers.once(200, connection -> execute(connection, "select pg_sleep(0.02)"));
    }
}
