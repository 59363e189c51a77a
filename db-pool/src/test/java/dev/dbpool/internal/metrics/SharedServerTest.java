package dev.dbpool.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What alerts above the pool need: which server a pool uses, how many it admits, and since when the pool counts. */
class SharedServerTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void aPoolNamesItsServerAndDatabaseAndTheServersLimit() throws Exception {
        String url = PostgresServer.shared().url();
        URI address = URI.create(url.replaceFirst("^jdbc:", ""));
        long before = System.currentTimeMillis();
        try (DbPool pool =
                        DbPool.open(DbConfig.builder("shared").databaseUrl(url).build(), registry);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('max_connections')::int"
                        + " - current_setting('superuser_reserved_connections')::int"
                        + " - coalesce(current_setting('reserved_connections', true)::int, 0)")) {
            row.next();
            double admitted = row.getInt(1);

            await().untilAsserted(() -> assertThat(Exposition.series(registry))
                    .containsEntry("db_pool_server_connections{service=\"shared\"}", admitted));
            assertThat(Exposition.text(registry))
                    .contains("server=\"" + address.getHost() + ":" + address.getPort() + "\"")
                    .contains("database=\"" + address.getPath().substring(1) + "\"")
                    .doesNotContain("password");
            assertThat(Exposition.series(registry).get("db_pool_start_time_seconds{service=\"shared\"}"))
                    .isBetween(before / 1e3, System.currentTimeMillis() / 1e3);
        }
    }
}
