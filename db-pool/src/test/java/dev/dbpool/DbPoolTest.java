package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DbPoolTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static DbConfig.Builder config(String service) {
        return DbConfig.builder(service)
                .databaseUrl(SERVER.url())
                .maxConnections(3)
                .minConnections(1)
                .acquireTimeout(Duration.ofSeconds(1));
    }

    @Test
    void aBorrowedConnectionAnswersAQuery() throws SQLException {
        try (DbPool pool = DbPool.open(config("answers").build(), new PrometheusRegistry());
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('application_name')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("answers");
            assertThat(pool.stats().active()).isEqualTo(1);
        }
    }

    @Test
    void aCallerBeyondTheMaximumTimesOutAndIsToldWhy() throws SQLException {
        try (DbPool pool = DbPool.open(config("times-out").build(), new PrometheusRegistry());
                Connection one = pool.getConnection();
                Connection two = pool.getConnection();
                Connection three = pool.getConnection()) {
            assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(100)))
                    .isInstanceOf(AcquireTimeoutException.class)
                    .hasMessageContaining("3 of 3 in use");
            assertThat(pool.health().status()).isEqualTo(Health.Status.SATURATED);
        }
    }

    @Test
    void aCallerWithoutTimeGetsAnIdleConnectionAlsoIfItIsTestedFirst() throws SQLException {
        DbConfig config = config("no-time")
                .maxConnections(1)
                .testBeforeAcquire(TestBeforeAcquire.ALWAYS)
                .build();
        try (DbPool pool = DbPool.open(config, new PrometheusRegistry())) {
            for (int i = 0; i < 20; i++) {
                try (Connection connection = pool.acquire(Duration.ZERO)) {
                    assertThat(connection.isClosed()).isFalse();
                }
            }
        }
    }
}
