package dev.dbpool.benchmarks.peers;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.dropwizard.CodahaleMetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import com.zaxxer.hikari.metrics.prometheus.PrometheusHistogramMetricsTrackerFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.instrumentation.hikaricp.v3_0.HikariTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.prometheus.client.CollectorRegistry;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** HikariCP as it comes, and with each instrument that its users put on it. */
final class HikariPeers {
    private HikariPeers() {}

    static HikariDataSource open(Size size, @Nullable MetricsTrackerFactory instrument) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("stub");
        config.setDataSource(new StubDataSource());
        config.setMaximumPoolSize(size.most());
        config.setMinimumIdle(size.kept());
        if (instrument != null) {
            config.setMetricsTrackerFactory(instrument);
        }
        return new HikariDataSource(config);
    }

    static Peer bare(Size size) {
        HikariDataSource pool = open(size, null);
        return Peer.bare(pool, pool::close)
                .withEviction(() -> pool.getHikariPoolMXBean().softEvictConnections());
    }

    static Peer micrometer(Size size) {
        return micrometer(size, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    /** As with Spring Boot's {@code management.metrics.distribution.percentiles-histogram.hikaricp=true}. */
    static Peer micrometerHistogram(Size size) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .percentilesHistogram(true)
                        .build()
                        .merge(config);
            }
        });
        return micrometer(size, registry);
    }

    private static Peer micrometer(Size size, PrometheusMeterRegistry registry) {
        HikariDataSource pool = open(size, new MicrometerMetricsTrackerFactory(registry));
        return new Peer(
                pool,
                () -> OptionalLong.of(
                        registry.get("hikaricp.connections.acquire").timer().count()),
                pool::close);
    }

    static Peer simpleclient(Size size) {
        CollectorRegistry registry = new CollectorRegistry();
        HikariDataSource pool = open(size, new PrometheusHistogramMetricsTrackerFactory(registry));
        return new Peer(
                pool,
                () -> OptionalLong.of(Objects.requireNonNull(registry.getSampleValue(
                                "hikaricp_connection_acquired_nanos_count", new String[] {"pool"}, new String[] {"stub"
                                }))
                        .longValue()),
                pool::close);
    }

    static Peer dropwizard(Size size) {
        MetricRegistry registry = new MetricRegistry();
        HikariDataSource pool = open(size, new CodahaleMetricsTrackerFactory(registry));
        return new Peer(
                pool, () -> OptionalLong.of(registry.timer("stub.pool.Wait").getCount()), pool::close);
    }

    static Peer openTelemetry(Size size) {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build();
        HikariDataSource pool = open(size, HikariTelemetry.create(sdk).createMetricsTrackerFactory());
        return new Peer(pool, () -> OptionalLong.of(acquisitions(reader)), () -> {
            pool.close();
            sdk.close();
        });
    }

    private static long acquisitions(InMemoryMetricReader reader) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().endsWith(".wait_time"))
                .flatMap(metric -> metric.getHistogramData().getPoints().stream())
                .mapToLong(HistogramPointData::getCount)
                .sum();
    }
}
