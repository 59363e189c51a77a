package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.DbConfig;
import dev.dbpool.metrics.PoolMetric;
import java.sql.Connection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MicrometerBridgeTest {
    @Test
    void oneScrapeShowsMicrometersMetersAndThePoolsMetrics() throws Exception {
        DbConfig config = DbConfig.builder("orders-service")
                .databaseUrl(TestDatabase.SHARED.url())
                .maxConnections(2)
                .minConnections(1)
                .build();
        try (MicrometerBridge bridge = MicrometerBridge.open(config)) {
            bridge.meters().counter("orders.placed").increment();
            try (Connection connection = bridge.pool().getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }

            String scrape = bridge.meters().scrape();

            assertThat(scrape)
                    .contains("orders_placed_total 1.0\n")
                    .contains("db_pool_acquire_duration_seconds_count{service=\"orders-service\"} 1\n")
                    .contains(Arrays.stream(PoolMetric.values())
                            .map(metric -> "# TYPE " + metric.fullName() + " ")
                            .toList());
        }
    }
}
