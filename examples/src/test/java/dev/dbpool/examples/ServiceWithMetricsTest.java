package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceWithMetricsTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ServiceWithMetrics service;

    @BeforeEach
    void start() throws Exception {
        DbConfig config = DbConfig.builder("user-service")
                .databaseUrl(TestDatabase.SHARED.url())
                .maxConnections(1)
                .minConnections(1)
                .maxWaiters(1)
                .acquireTimeout(Duration.ofMillis(300))
                .build();
        service = ServiceWithMetrics.start(config, new PrometheusRegistry(), 0);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void usersComeFromTheDatabase() throws Exception {
        HttpResponse<String> reply = get("/users");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("[\"demo\"]\n");
    }

    @Test
    void anExhaustedPoolMeansServiceUnavailableWhileMetricsStillAnswer() throws Exception {
        try (Connection theOnlyOne = service.pool().getConnection()) {
            HttpResponse<String> reply = get("/users");

            assertThat(theOnlyOne.isClosed()).isFalse();
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(reply.body()).isEqualTo("The database is busy.\n");
            assertThat(get("/metrics").body())
                    .contains("db_pool_connection_errors_total{error_type=\"timeout\",service=\"user-service\"} 1.0\n")
                    .contains("db_pool_acquire_duration_seconds_bucket{service=\"user-service\",le=\"0.001\"}");
            assertThat(get("/health").statusCode()).as("busy is not broken").isEqualTo(200);
        }
    }

    @Test
    void whoHoldsTheConnectionsCanBeAsked() throws Exception {
        try (Connection theOnlyOne = service.pool().getConnection()) {
            HttpResponse<String> reply = get("/explain");

            assertThat(theOnlyOne.isClosed()).isFalse();
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body())
                    .contains("user-service", Thread.currentThread().getName());
        }
    }

    @Test
    void whoComesWhenTooManyWaitIsRefusedAtOnce() throws Exception {
        try (Connection theOnlyOne = service.pool().getConnection()) {
            var waiting = CompletableFuture.supplyAsync(() -> acquireSlowly());
            await().until(() -> service.pool().stats().waiting() == 1);

            HttpResponse<String> reply = get("/users");

            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(service.pool().stats().rejected()).isEqualTo(1);
            theOnlyOne.close();
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aServiceThatStopsRefusesNewRequestsAndIsNotReady() throws Exception {
        service.pool().close();

        assertThat(get("/users").statusCode()).isEqualTo(503);
        assertThat(get("/health").statusCode()).isEqualTo(503);
    }

    @Test
    void aRequestUnderWayIsAnsweredBeforeTheServiceEnds() throws Exception {
        Connection borrowed = service.pool().getConnection();
        var closing = CompletableFuture.runAsync(service::close);
        await().until(() -> get("/users").statusCode() == 503);

        assertThat(closing).as("waits for what is under way").isNotDone();
        borrowed.close();

        closing.get(10, TimeUnit.SECONDS);
    }

    private boolean acquireSlowly() {
        try (Connection connection = service.pool().acquire(Duration.ofSeconds(10))) {
            return !connection.isClosed();
        } catch (java.sql.SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(service.url() + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
    }
}
