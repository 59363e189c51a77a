package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.DbConfig;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.SilentPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** PostgreSQL cannot be reached, or says nothing. */
final class UnreachableIncidents {
    private static final Map<Scene, FaultProxy> PROXIES = new ConcurrentHashMap<>();

    static final List<Incident> ALL = List.of(
            Incident.of("a port that is closed", Verdict.DATABASE_UNREACHABLE, scene -> {
                        proxy(scene).injectIntoExisting(Fault.Moment.RESET);
                        proxy(scene).refuse();
                        scene.callers.looping(3, connection -> execute(connection, "select 1"));
                    })
                    .with(UnreachableIncidents::behindProxy),
            Incident.of("a peer that is silent at login", Verdict.DATABASE_UNREACHABLE, scene -> {
                        proxy(scene).injectIntoExisting(Fault.Moment.FIN);
                        proxy(scene).injectIntoNew(Fault.Moment.SILENT_AFTER_ACCEPT);
                        scene.callers.looping(3, connection -> execute(connection, "select 1"));
                    })
                    .with(UnreachableIncidents::behindProxy),
            Incident.of("established connections that fall silent", Verdict.DATABASE_UNREACHABLE, scene -> {
                        scene.holdAll("query", connection -> {
                            while (!scene.over()) {
                                execute(connection, "select pg_sleep(0.01)");
                            }
                        });
                        proxy(scene).inject(Fault.stall());
                        // Statements that hang from before the callers come, as in life.
                        Thread.sleep(1_000);
                    })
                    .with(UnreachableIncidents::behindProxy),
            Incident.of("a network that drops connection requests", Verdict.DATABASE_UNREACHABLE, scene -> {
                        scene.callers.looping(3, connection -> {});
                        scene.deserted();
                    })
                    .with((scene, settings) -> {
                        SilentPort port = new SilentPort();
                        scene.atEnd(port::close);
                        return settings.startLazily(true).databaseUrl(url(port.port()));
                    }),
            Incident.of("a login that hangs beside work that goes on", Verdict.DATABASE_UNREACHABLE, scene -> {
                        proxy(scene).injectIntoNew(Fault.Moment.SILENT_AT_AUTHENTICATION);
                        scene.hold(1, "lucky", connection -> {
                            while (!scene.over()) {
                                execute(connection, "select pg_sleep(0.01)");
                            }
                        });
                        scene.callers.looping(3, connection -> {});
                    })
                    .with((scene, settings) ->
                            behindProxy(scene, settings).maxConnections(4).minConnections(1)),
            Incident.of("a server that is stopped", Verdict.DATABASE_UNREACHABLE, scene -> {
                        scene.callers.looping(3, connection -> execute(connection, "select 1"));
                        scene.deserted();
                    })
                    .with((scene, settings) -> {
                        PostgresServer server = PostgresServer.start();
                        scene.atEnd(server::close);
                        server.stopFast();
                        return settings.startLazily(true).databaseUrl(server.url());
                    }),
            Incident.of("a name that does not resolve", Verdict.DATABASE_UNREACHABLE, scene -> {
                        scene.callers.looping(3, connection -> {});
                        scene.deserted();
                    })
                    .with((scene, settings) ->
                            settings.startLazily(true).databaseUrl("postgres://app:secret@no-such-host.invalid/app")));

    private UnreachableIncidents() {}

    private static FaultProxy proxy(Scene scene) {
        return PROXIES.get(scene);
    }

    private static String url(int port) {
        return PostgresServer.url(port, PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE);
    }

    static DbConfig.Builder behindProxy(Scene scene, DbConfig.Builder settings) {
        FaultProxy proxy = FaultProxy.to(Scene.SERVER);
        PROXIES.put(scene, proxy);
        scene.atClose(() -> PROXIES.remove(scene).close());
        scene.atEnd(proxy::heal);
        return settings.databaseUrl(url(proxy.port())).connectTimeout(Duration.ofSeconds(1));
    }
}
