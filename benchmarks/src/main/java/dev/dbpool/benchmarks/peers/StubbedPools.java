package dev.dbpool.benchmarks.peers;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Several of our pools in one registry, as a service with several databases has them. */
public final class StubbedPools {
    private StubbedPools() {}

    /** Pools of different services, over sessions without a server. */
    public static List<StubbedPool> open(PrometheusRegistry registry, int count) throws SQLException {
        List<StubbedPool> pools = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pools.add(StubbedPool.open("stub-" + i, Size.USUAL, registry));
        }
        return pools;
    }
}
