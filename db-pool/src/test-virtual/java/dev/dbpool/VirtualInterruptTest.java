package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket that an interrupted virtual thread reads from is closed by the JDK. */
@Timeout(60)
class VirtualInterruptTest {
    private static final int CONNECTIONS = 4;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private double invalidConnections() {
        return registry.scrape("db_pool_invalid_connections"::equals).stream()
                .flatMap(family -> family.getDataPoints().stream())
                .map(CounterDataPointSnapshot.class::cast)
                .mapToDouble(CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static void useAll(DbPool pool) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(pool.getConnection());
        }
        for (Connection each : all) {
            each.close();
        }
    }

    @Test
    void anInterruptedCallerBreaksOneIdleSessionAndNotTheNextToo() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(PostgresServer.shared());
                DbPool pool = DbPool.open(
                        DbConfig.builder("virtual-interrupt")
                                .databaseUrl(PostgresServer.url(
                                        proxy.port(),
                                        PostgresServer.USER,
                                        PostgresServer.PASSWORD,
                                        PostgresServer.DATABASE))
                                .maxConnections(CONNECTIONS)
                                .minConnections(CONNECTIONS)
                                .build(),
                        registry)) {
            useAll(pool);
            await("all of them are due for a test")
                    .pollDelay(Duration.ofMillis(600))
                    .until(() -> true);
            // Only a read that has to wait is broken off.
            proxy.inject(Fault.latency(Duration.ofMillis(30), Duration.ZERO));
            AtomicReference<Throwable> told = new AtomicReference<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                try (Connection connection = pool.getConnection()) {
                    connection.isClosed();
                } catch (SQLException failure) {
                    told.set(failure);
                }
            });
            assertThat(caller.join(Duration.ofSeconds(20))).isTrue();

            proxy.heal();
            assertThat(told.get()).isInstanceOf(AcquireInterruptedException.class);
            assertThat(invalidConnections()).isEqualTo(1);
            useAll(pool);
        }
    }
}
