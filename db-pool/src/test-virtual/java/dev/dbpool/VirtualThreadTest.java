package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.metrics.PoolMetric;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class VirtualThreadTest {
    @Test
    void virtualThreadReadsTheCatalogue() throws Exception {
        Queue<String> names = new ConcurrentLinkedQueue<>();
        Thread reader = Thread.ofVirtual()
                .start(() -> Arrays.stream(PoolMetric.values())
                        .map(PoolMetric::fullName)
                        .forEach(names::add));

        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(List.copyOf(names)).contains("db_pool_connections").hasSize(PoolMetric.values().length);
    }
}
