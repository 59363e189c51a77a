package dev.dbpool.examples.demo;

import dev.dbpool.DbConfig;
import dev.dbpool.examples.postgres.EmbeddedPostgres;
import dev.dbpool.examples.terminal.Resources;
import dev.dbpool.examples.terminal.Screen;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** Where the demo's pool connects: the database that the user names, else a server of our own. */
final class Database {
    static final String SERVICE = "order-service";
    static final int MAX = 10;
    static final int MIN = 2;

    private Database() {}

    static DbConfig configure(Options options, Map<String, String> environment, Screen screen, Resources resources)
            throws IOException, InterruptedException {
        DbConfig.Builder builder;
        if (options.databaseUrl().isPresent()) {
            builder =
                    DbConfig.builder(SERVICE).databaseUrl(options.databaseUrl().get());
        } else if (namesDatabase(environment)) {
            builder = DbConfig.fromEnv(SERVICE, environment).toBuilder();
        } else {
            builder = DbConfig.builder(SERVICE)
                    .databaseUrl(embedded(screen, resources).url());
        }
        return builder.maxConnections(MAX).minConnections(MIN).build();
    }

    private static boolean namesDatabase(Map<String, String> environment) {
        return Stream.of("DATABASE_URL", "DATABASE_URL_FILE")
                .anyMatch(variable -> !environment.getOrDefault(variable, "").isBlank());
    }

    private static EmbeddedPostgres embedded(Screen screen, Resources resources)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        screen.line("starting a PostgreSQL of its own, for as long as the demo runs (some seconds)");
        EmbeddedPostgres server = resources.add(new EmbeddedPostgres()).start();
        screen.line(screen.good("ready") + " after " + Timings.shown((System.nanoTime() - begin) / 1e9));
        return server;
    }
}
