package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.pool.PoolParts;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The origin of {@link System#nanoTime} is arbitrary: it may be negative, and it may overflow while a pool is open. */
class ClockTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static DbPool open(LongSupplier clock) throws Exception {
        DbConfig config = DbConfig.builder("clock")
                .databaseUrl(SERVER.url())
                .maxConnections(1)
                .minConnections(1)
                .testBeforeAcquire(TestBeforeAcquire.ALWAYS)
                .build();
        return new DbPool(
                config, PoolParts.open(config.settings(), new PrometheusRegistry(), clock, ConnectionFactory::new));
    }

    @ParameterizedTest
    @ValueSource(longs = {300_000_000, 0, Long.MAX_VALUE})
    void theClockMayOverflow(long before) throws Exception {
        long offset = Long.MAX_VALUE - before - System.nanoTime();
        try (DbPool pool = open(() -> System.nanoTime() + offset)) {
            for (int i = 0; i < 4; i++) {
                try (Connection held = pool.acquire(Duration.ofSeconds(Long.MAX_VALUE))) {
                    long start = System.nanoTime();
                    assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(150)))
                            .isInstanceOf(AcquireTimeoutException.class);
                    assertThat(Duration.ofNanos(System.nanoTime() - start))
                            .isBetween(Duration.ofMillis(140), Duration.ofMillis(600));
                    assertThat(held.isValid(1)).isTrue();
                }
            }
            assertThat(pool.stats().timeouts()).isEqualTo(4);
            assertThat(pool.stats().handedOut()).isEqualTo(4);
        }
    }
}
