package dev.dbpool.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flyway: several connections at once, locks that belong to a session, search paths set behind JDBC's back. */
class FlywayTest {
    private ClientPool client;

    @TempDir
    Path migrations;

    @BeforeEach
    void open() throws SQLException, IOException {
        client = new ClientPool("flyway", 6);
        migration("V1__tables.sql", "create table city (name text); create table visit (city text)");
        migration("V2__rows.sql", "insert into city select 'city ' || n from generate_series(1, 100) n");
        migration("V3__index.sql", "create index concurrently city_name on city (name)");
        migration("V3__index.sql.conf", "executeInTransaction=false");
    }

    @AfterEach
    void close() throws SQLException {
        try (ClientPool closing = client) {
            closing.leftClean();
        }
    }

    private void migration(String name, String text) throws IOException {
        Files.writeString(migrations.resolve(name), text);
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(client.pool)
                .defaultSchema(client.schema)
                .locations("filesystem:" + migrations)
                // Its lock would otherwise be a transaction, for whose end CREATE INDEX CONCURRENTLY waits.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load();
    }

    @Test
    void oneOfManyMigratesAndTheOthersWaitForIt() throws Exception {
        ExecutorService instances = Executors.newFixedThreadPool(3);
        try {
            List<Future<MigrateResult>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                results.add(instances.submit(() -> flyway().migrate()));
            }
            int executed = 0;
            for (Future<MigrateResult> result : results) {
                executed += result.get(60, TimeUnit.SECONDS).migrationsExecuted;
            }
            assertThat(executed).isEqualTo(3);
        } finally {
            instances.shutdownNow();
        }
        assertThat(client.ask("select count(*) from city")).isEqualTo("100");
        assertThat(client.ask("select indisvalid from pg_index where indexrelid = 'city_name'::regclass"))
                .isEqualTo("t");
        assertThat(flyway().validateWithResult().validationSuccessful).isTrue();
    }

    @Test
    void aFailedMigrationLeavesNothingBehind() throws Exception {
        flyway().migrate();
        migration("V4__broken.sql", "insert into visit values ('half'); select 1 / 0");
        assertThatThrownBy(() -> flyway().migrate()).isInstanceOf(FlywayException.class);
        assertThat(client.ask("select count(*) from visit")).isEqualTo("0");
        client.leftClean();
        migration("V4__broken.sql", "insert into visit values ('whole')");
        assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
        assertThat(client.ask("select string_agg(city, ',') from visit")).isEqualTo("whole");
    }
}
