package dev.dbpool.internal.metrics;

import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The data points of one scrape by entry of the catalogue. Filled and read by one thread. */
final class MetricFamilies {
    private static final Map<PoolMetric, MetricMetadata> METADATA =
            Arrays.stream(PoolMetric.values()).collect(Collectors.toUnmodifiableMap(m -> m, MetricFamilies::metadata));

    private final Map<PoolMetric, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(PoolMetric.class);
    private final Map<PoolMetric, List<CounterDataPointSnapshot>> counters = new EnumMap<>(PoolMetric.class);
    private final Map<PoolMetric, List<HistogramDataPointSnapshot>> histograms = new EnumMap<>(PoolMetric.class);
    private final Map<PoolMetric, List<InfoDataPointSnapshot>> infos = new EnumMap<>(PoolMetric.class);

    /** What a registry compares when something registers: name, type, labels, help and unit of each family. */
    static List<MetricFamilyDescriptor> descriptors() {
        return Arrays.stream(PoolMetric.values())
                .map(metric -> MetricFamilyDescriptor.of(
                        switch (metric.type()) {
                            case GAUGE -> MetricType.GAUGE;
                            case COUNTER -> MetricType.COUNTER;
                            case HISTOGRAM -> MetricType.HISTOGRAM;
                            case INFO -> MetricType.INFO;
                        },
                        METADATA.get(metric),
                        Stream.concat(Stream.of("service"), metric.labels().stream())
                                .toList()))
                .toList();
    }

    void gauge(PoolMetric metric, double value, Labels labels) {
        add(gauges, metric, new GaugeDataPointSnapshot(value, labels, null));
    }

    void counter(PoolMetric metric, double value, Labels labels, long createdMillis) {
        add(counters, metric, new CounterDataPointSnapshot(value, labels, null, createdMillis));
    }

    void histogram(PoolMetric metric, HistogramDataPointSnapshot point) {
        add(histograms, metric, point);
    }

    void info(PoolMetric metric, Labels labels) {
        add(infos, metric, new InfoDataPointSnapshot(labels));
    }

    void addAll(MetricFamilies other) {
        addAll(gauges, other.gauges);
        addAll(counters, other.counters);
        addAll(histograms, other.histograms);
        addAll(infos, other.infos);
    }

    MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        gauges.forEach((metric, points) -> all.metricSnapshot(new GaugeSnapshot(METADATA.get(metric), points)));
        counters.forEach((metric, points) -> all.metricSnapshot(new CounterSnapshot(METADATA.get(metric), points)));
        histograms.forEach((metric, points) -> all.metricSnapshot(new HistogramSnapshot(METADATA.get(metric), points)));
        infos.forEach((metric, points) -> all.metricSnapshot(new InfoSnapshot(METADATA.get(metric), points)));
        return all.build();
    }

    /** client_java's names leave out the suffix that the type brings, but not the unit. */
    private static MetricMetadata metadata(PoolMetric metric) {
        String name = switch (metric.type()) {
            case COUNTER -> withoutSuffix(metric.fullName(), "_total");
            case INFO -> withoutSuffix(metric.fullName(), "_info");
            case GAUGE, HISTOGRAM -> metric.fullName();
        };
        return name.endsWith("_seconds")
                ? new MetricMetadata(name, metric.help(), Unit.SECONDS)
                : new MetricMetadata(name, metric.help());
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }

    private static <P> void add(Map<PoolMetric, List<P>> family, PoolMetric metric, P point) {
        family.computeIfAbsent(metric, m -> new ArrayList<>()).add(point);
    }

    private static <P> void addAll(Map<PoolMetric, List<P>> family, Map<PoolMetric, List<P>> more) {
        more.forEach((metric, points) ->
                family.computeIfAbsent(metric, m -> new ArrayList<>()).addAll(points));
    }
}
