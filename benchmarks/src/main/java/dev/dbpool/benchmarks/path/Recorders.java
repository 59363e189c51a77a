package dev.dbpool.benchmarks.path;

import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.SessionTally;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Recording one latency, beside what else could have recorded it, and the clock that it needs. Every thread has a
 * session, as in the pool; the histogram is shared, as it would be.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Recorders {
    private static final long NANOS = 123_456;

    /** What threads share. */
    @State(Scope.Benchmark)
    public static class Shared {
        final PoolMetrics metrics = new PoolMetrics();
        final DistributionDataPoint histogram = Histogram.builder(
                        PrometheusProperties.builder().build())
                .name("latency_seconds")
                .classicOnly()
                .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
                .withoutExemplars()
                .build()
                .labelValues();
    }

    /** What a thread has for itself while it has a session. */
    @State(Scope.Thread)
    public static class Held {
        private final PoolMetrics metrics = new PoolMetrics();
        final SessionTally session = metrics.newSession();
    }

    /** Ours. */
    @Benchmark
    public void sessionTally(Held held) {
        held.session.handedOut(NANOS);
    }

    /** The library's. */
    @Benchmark
    public void clientJavaHistogram(Shared shared) {
        shared.histogram.observe(NANOS / 1e9);
    }

    /** For comparison. */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
