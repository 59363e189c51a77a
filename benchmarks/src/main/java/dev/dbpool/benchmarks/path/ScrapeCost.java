package dev.dbpool.benchmarks.path;

import com.sun.management.ThreadMXBean;
import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.peers.Size;
import dev.dbpool.benchmarks.peers.StubbedPool;
import dev.dbpool.benchmarks.peers.StubbedPools;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Quantiles;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Collecting the metrics of all pools of a registry and writing them as text, warm. */
final class ScrapeCost {
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int SCRAPES = 300;

    private ScrapeCost() {}

    public static void main(String[] arguments) throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        List<StubbedPool> pools = StubbedPools.open(registry, Integer.parseInt(arguments[0]));
        for (StubbedPool pool : pools) {
            useAllConnections(pool);
        }
        for (long from = System.nanoTime(); System.nanoTime() - from < WARM_UP_NANOS; ) {
            scrape(registry);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Double> millis = new ArrayList<>();
        int bytes = 0;
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < SCRAPES; i++) {
            long from = System.nanoTime();
            bytes = scrape(registry);
            millis.add((System.nanoTime() - from) / 1e6);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        Child.tell(Names.MEDIAN_MILLIS, Quantiles.median(millis));
        Child.tell("p99 ms", Quantiles.quantile(millis, 0.99));
        Child.tell(Names.TEXT_KB, bytes / 1e3);
        Child.tell(Names.ALLOCATED_KB, allocated / 1e3 / SCRAPES);
        pools.forEach(StubbedPool::close);
    }

    /** A connection that nobody ever had has nothing to add up. */
    private static void useAllConnections(StubbedPool pool) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < Size.USUAL.most(); i++) {
            all.add(pool.getConnection());
        }
        for (Connection connection : all) {
            connection.close();
        }
    }

    static int scrape(PrometheusRegistry registry) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 16);
        PrometheusTextFormatWriter.builder().build().write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        return text.size();
    }
}
