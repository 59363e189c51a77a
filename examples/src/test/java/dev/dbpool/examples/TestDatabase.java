package dev.dbpool.examples;

import dev.dbpool.examples.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One real PostgreSQL for all tests of this JVM that do not disturb it. */
final class TestDatabase {
    static final EmbeddedPostgres SHARED = start();

    private TestDatabase() {}

    private static EmbeddedPostgres start() {
        EmbeddedPostgres server = new EmbeddedPostgres();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
        try {
            return server.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
