package dev.dbpool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbPool;
import dev.dbpool.metrics.PoolMetric;
import dev.dbpool.spring.shop.Shop;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** An ordinary service whose one change is the dependency. */
@SpringBootTest(
        classes = Shop.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=shop",
            "spring.datasource.hikari.maximum-pool-size=8",
            "spring.datasource.hikari.minimum-idle=2",
            "spring.datasource.hikari.connection-timeout=2000",
            "spring.jpa.open-in-view=false",
            "management.endpoints.web.exposure.include=health,metrics,prometheus,dbpool",
            "management.endpoint.health.show-details=always"
        })
@AutoConfigureMetrics
@DirtiesContext
class ShopTest {
    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", TestServer::url);
        registry.add("spring.datasource.username", () -> "postgres");
    }

    @LocalServerPort
    private int port;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private MeterRegistry meters;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String body(String path) throws Exception {
        HttpResponse<String> response = get(path, "*/*");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    @Test
    void itServesFromTheMigratedDatabaseThroughThePoolOfItsSettings() throws Exception {
        assertThat(dataSource).isInstanceOf(DbPool.class);
        DbPool pool = (DbPool) dataSource;
        assertThat(pool.config().maxConnections()).isEqualTo(8);
        assertThat(pool.config().minConnections()).isEqualTo(2);
        assertThat(pool.config().acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(body("/goods/count")).isEqualTo("2");
    }

    @Test
    void everySeriesThatItHadIsThereAndTheCatalogueBesideThem() throws Exception {
        body("/goods/count");
        String page = body("/actuator/prometheus");
        for (String name : List.of(
                "hikaricp_connections{",
                "hikaricp_connections_active{",
                "hikaricp_connections_idle{",
                "hikaricp_connections_max{",
                "hikaricp_connections_min{",
                "hikaricp_connections_pending{",
                "hikaricp_connections_timeout_total{",
                "hikaricp_connections_acquire_seconds_count{",
                "hikaricp_connections_acquire_seconds_sum{",
                "hikaricp_connections_acquire_seconds_max{",
                "hikaricp_connections_usage_seconds_count{",
                "hikaricp_connections_usage_seconds_sum{",
                "hikaricp_connections_usage_seconds_max{",
                "hikaricp_connections_creation_seconds_count{",
                "hikaricp_connections_creation_seconds_sum{",
                "hikaricp_connections_creation_seconds_max{")) {
            assertThat(page).contains("\n" + name + "pool=\"HikariPool-1\"}");
        }
        for (String name : List.of("active", "idle", "max", "min")) {
            assertThat(page).contains("\njdbc_connections_" + name + "{name=\"dataSource\"}");
        }
        Arrays.stream(PoolMetric.values())
                .map(PoolMetric::fullName)
                .forEach(name -> assertThat(page).contains("\n# TYPE " + name));
        assertThat(page).contains("db_pool_acquire_duration_seconds_bucket{");
        assertThat(body("/actuator/metrics")).contains("hikaricp.connections.active", "jdbc.connections.max");
        assertThat(meters.get("hikaricp.connections.max").gauge().value()).isEqualTo(8);
    }

    @Test
    void whileThePoolIsFullHealthIsQuickAndTheEndpointNamesTheCause() throws Exception {
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                held.add(dataSource.getConnection());
            }
            CompletableFuture<Throwable> failure =
                    CompletableFuture.supplyAsync(() -> catchThrowable(dataSource::getConnection));
            await().until(() -> ((DbPool) dataSource).stats().waiting() == 1);
            long begin = System.nanoTime();
            String health = body("/actuator/health");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            assertThat(health).contains("\"status\":\"UP\"", "\"pool\":\"SATURATED\"", "8 of 8");
            assertThat(failure.get())
                    .isInstanceOf(AcquireTimeoutException.class)
                    .hasMessageContaining("8 of 8 in use");
            String report = body("/actuator/dbpool");
            assertThat(report).startsWith("{\"pools\":{\"dataSource\":{").contains("\"verdict\"", "leak", "ShopTest.");
            HttpResponse<String> text = get("/actuator/dbpool/shop", "text/plain");
            assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
            assertThat(text.body())
                    .contains("shop", "8 of 8 in use", "ShopTest.")
                    .doesNotStartWith("{");
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    @Test
    void theEndpointKnowsNoOtherPoolAndChangesNothingUnlessAllowed() throws Exception {
        assertThat(get("/actuator/dbpool/other", "*/*").statusCode()).isEqualTo(404);
        assertThat(evict()).isEqualTo(405);
    }

    private int evict() throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/dbpool/shop"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"evict\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
