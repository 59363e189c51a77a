package dev.dbpool.benchmarks.peers;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.StubbedPool;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/** Our pool with everything on, as it comes but for its size. */
final class DbPoolPeer {
    private DbPoolPeer() {}

    static Peer open() throws SQLException {
        DbPool pool = open("stub", new PrometheusRegistry());
        return new Peer(pool, () -> OptionalLong.of(pool.stats().handedOut()), pool::close);
    }

    /** Several may share a registry, each as a service of its own. */
    static DbPool open(String service, PrometheusRegistry registry) throws SQLException {
        DbConfig config = DbConfig.builder(service)
                .databaseUrl("postgres://app@localhost/stub?sslmode=disable")
                .maxConnections(Arm.CONNECTIONS)
                .minConnections(Arm.CONNECTIONS)
                .connectTimeout(Duration.ofMinutes(1))
                .build();
        return StubbedPool.open(config, registry, StubDriver::session);
    }
}
