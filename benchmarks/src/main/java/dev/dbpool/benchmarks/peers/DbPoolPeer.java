package dev.dbpool.benchmarks.peers;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.StubbedEngine;
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
        return StubbedPool.open(config(service), registry, StubDriver::session);
    }

    private static DbConfig config(String service) {
        return DbConfig.builder(service)
                .databaseUrl("postgres://app@localhost/stub?sslmode=disable")
                .maxConnections(Arm.CONNECTIONS)
                .minConnections(Arm.CONNECTIONS)
                .connectTimeout(Duration.ofMinutes(1))
                .build();
    }

    static Peer engine() {
        StubbedEngine engine = StubbedEngine.open(config("stub"), StubDriver::session);
        return Peer.bare(new StubDataSource(engine::poll), engine::close);
    }

    static Peer engineAndHolder() {
        StubbedEngine engine = StubbedEngine.open(config("stub"), StubDriver::session);
        return Peer.bare(new StubDataSource(engine::lend), engine::close);
    }
}
