package dev.dbpool.examples;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * For a service that has Micrometer already: both write into one Prometheus registry, so that one {@code /metrics}
 * shows Micrometer's meters and the pool's metrics, the pool's under their own names.
 *
 * <p>Micrometer 1.13 and later stand on the same client_java as the pool; an application on Spring Boot takes the
 * {@code PrometheusRegistry} bean instead of making one.
 */
public final class MicrometerBridge implements AutoCloseable {
    private final PrometheusMeterRegistry meters;
    private final DbPool pool;

    private MicrometerBridge(PrometheusMeterRegistry meters, DbPool pool) {
        this.meters = meters;
        this.pool = pool;
    }

    /** Opens a pool beside a meter registry. */
    public static MicrometerBridge open(DbConfig config) throws SQLException {
        // readme:begin micrometer
        PrometheusRegistry registry = new PrometheusRegistry();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
        DbPool pool = DbPool.open(config, registry); // now meters.scrape() shows both
        // readme:end
        return new MicrometerBridge(meters, pool);
    }

    /** Micrometer's side. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /** The pool whose metrics are beside Micrometer's. */
    public DbPool pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        meters.close();
    }

    /** Counts something, uses the pool of {@code DATABASE_URL}, and prints one scrape of both. */
    public static void main(String[] args) throws SQLException {
        try (MicrometerBridge bridge = open(DbConfig.forService("orders-service"))) {
            try (Connection connection = bridge.pool().getConnection()) {
                bridge.meters().counter("orders.placed").increment();
                connection.createStatement().execute("select 1");
            }
            System.out.println(bridge.meters().scrape());
        }
    }
}
