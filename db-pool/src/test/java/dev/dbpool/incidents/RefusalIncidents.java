package dev.dbpool.incidents;

import dev.dbpool.DbConfig;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL answers, and gives no session. */
final class RefusalIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("a role at its limit", Verdict.DATABASE_REFUSES, scene -> {
                        scene.hold(1, "lucky", connection -> Thread.sleep(60_000));
                        scene.callers.looping(3, connection -> {});
                    })
                    .with((scene, settings) -> asRole(scene, settings, 1)),
            Incident.of("a database at its limit", Verdict.DATABASE_REFUSES, scene -> {
                        scene.hold(1, "lucky", connection -> Thread.sleep(60_000));
                        scene.callers.looping(3, connection -> {});
                    })
                    .with((scene, settings) -> {
                        String database = scene.database();
                        scene.asAdmin("alter database \"" + database + "\" connection limit 1");
                        scene.atEnd(() -> scene.asAdmin("alter database \"" + database + "\" connection limit -1"));
                        return settings.minConnections(1).databaseUrl(url(database));
                    }),
            Incident.of("a server filled by others", Verdict.DATABASE_REFUSES, scene -> {
                        scene.hold(1, "lucky", connection -> Thread.sleep(60_000));
                        scene.callers.looping(3, connection -> {});
                    })
                    .with(RefusalIncidents::fullServer),
            Incident.of("a password changed under the pool", Verdict.DATABASE_REFUSES, scene -> {
                        scene.asAdmin("alter role \"" + scene.service + "\" password 'rotated'");
                        scene.atEnd(() -> scene.asAdmin("alter role \"" + scene.service + "\" password 'secret'"));
                        scene.pool.evictAll();
                        scene.callers.looping(3, connection -> {});
                        scene.deserted();
                    })
                    .with((scene, settings) -> asRole(scene, settings, -1)),
            Incident.of("a role that may not log in any more", Verdict.DATABASE_REFUSES, scene -> {
                        scene.asAdmin("alter role \"" + scene.service + "\" nologin");
                        scene.pool.evictAll();
                        scene.callers.looping(3, connection -> {});
                        scene.deserted();
                    })
                    .with((scene, settings) -> asRole(scene, settings, -1)),
            Incident.of("a database that was dropped", Verdict.DATABASE_REFUSES, scene -> {
                        scene.asAdmin("drop database \"" + scene.service + "\" with (force)");
                        scene.callers.looping(3, connection -> Scene.execute(connection, "select 1"));
                        scene.deserted();
                    })
                    .with((scene, settings) -> settings.minConnections(1).databaseUrl(url(scene.database()))),
            Incident.of("a server that shuts down", Verdict.DATABASE_REFUSES, scene -> {
                        scene.callers.looping(3, connection -> {});
                        scene.deserted();
                    })
                    .with(RefusalIncidents::shuttingDown));

    private RefusalIncidents() {}

    private static String url(String database) {
        return Scene.SERVER.url(PostgresServer.USER, PostgresServer.PASSWORD, database);
    }

    private static DbConfig.Builder asRole(Scene scene, DbConfig.Builder settings, int limit) {
        Scene.SERVER.sessions().createRole(scene.service, "secret", limit);
        scene.atEnd(() -> scene.asAdmin("alter role \"" + scene.service + "\" connection limit -1"));
        return settings.minConnections(1)
                .databaseUrl(Scene.SERVER.url(scene.service, "secret", PostgresServer.DATABASE));
    }

    private static DbConfig.Builder fullServer(Scene scene, DbConfig.Builder settings) throws Exception {
        PostgresServer small =
                PostgresServer.start(Map.of("max_connections", "8", "superuser_reserved_connections", "3"));
        scene.atEnd(small::close);
        scene.deserted();
        List<Connection> others = new ArrayList<>();
        // Kept reachable, too: the driver closes a connection that has been collected.
        scene.atEnd(() -> {
            for (Connection other : others) {
                other.close();
            }
        });
        while (others.size() < 4) {
            others.add(DriverManager.getConnection(small.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD));
        }
        return settings.minConnections(1).databaseUrl(small.url());
    }

    /** A smart shutdown waits for the sessions that are open and admits no other. */
    private static DbConfig.Builder shuttingDown(Scene scene, DbConfig.Builder settings) throws Exception {
        PostgresServer server = PostgresServer.start();
        scene.atEnd(server::close);
        Connection session = server.admin();
        try (var statement = session.createStatement();
                var row = statement.executeQuery("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")) {
            row.next();
            server.signalBackend(row.getInt(1), "TERM");
        }
        return settings.startLazily(true).databaseUrl(server.url());
    }
}
