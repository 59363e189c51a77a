package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class QuickstartTest {
    @Test
    void theSnippetOnAcquiringTellsApartAServedCallerABusyPoolAndAClosedOne() throws Exception {
        DbConfig config = DbConfig.builder("auth-service")
                .databaseUrl(TestDatabase.SHARED.url())
                .maxConnections(1)
                .minConnections(1)
                .build();
        try (DbPool pool = DbPool.open(config, new PrometheusRegistry())) {
            assertThat(Quickstart.acquire(pool)).isEqualTo("postgres");
            try (Connection theOnlyOne = pool.getConnection()) {
                assertThat(Quickstart.acquire(pool)).startsWith("busy");
                assertThat(theOnlyOne.isClosed()).isFalse();
            }
            pool.close();
            assertThat(Quickstart.acquire(pool)).isEqualTo("this instance is stopping");
        }
    }
}
