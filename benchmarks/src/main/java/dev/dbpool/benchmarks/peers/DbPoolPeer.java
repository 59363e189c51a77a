package dev.dbpool.benchmarks.peers;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Our pool with everything on, as it comes but for its size. */
final class DbPoolPeer {
    private static final AtomicInteger OPENED = new AtomicInteger();

    private DbPoolPeer() {}

    /** All in one registry, as the pools of an application are. */
    static Peer open(Size size) throws SQLException {
        StubbedPool pool =
                StubbedPool.open("stub-" + OPENED.incrementAndGet(), size, PrometheusRegistry.defaultRegistry);
        return new Peer(
                        new StubDataSource(pool::getConnection),
                        () -> OptionalLong.of(pool.stats().handedOut()),
                        pool::close)
                .withEviction(pool::evictAll);
    }
}
