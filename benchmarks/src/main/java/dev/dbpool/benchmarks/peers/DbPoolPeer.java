package dev.dbpool.benchmarks.peers;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Our pool with everything on, as it comes but for its size. */
final class DbPoolPeer {
    private DbPoolPeer() {}

    static Peer open() throws SQLException {
        StubbedPool pool = StubbedPool.open("stub", new PrometheusRegistry());
        return new Peer(
                new StubDataSource(pool::getConnection),
                () -> OptionalLong.of(pool.stats().handedOut()),
                pool::close);
    }
}
