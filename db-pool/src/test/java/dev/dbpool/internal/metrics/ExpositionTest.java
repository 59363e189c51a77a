package dev.dbpool.internal.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.ConnectFailure;
import dev.dbpool.RejectReason;
import dev.dbpool.metrics.PoolMetric;
import dev.dbpool.report.Verdict;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PoolMetrics metrics = new PoolMetrics(new LongAdder(), 1_764_300_000_000L);
    private final FixedReadings readings = new FixedReadings();

    @BeforeEach
    void connectsToADatabase() {
        metrics.connectsTo("db.example:5432", "app");
    }

    @Test
    void aPoolThatJustOpenedIsCompleteAtZero() throws IOException {
        MetricsRegistration.attach(registry, Exposition.pool("auth-service"), metrics, readings);
        assertThat(Exposition.text(registry)).isEqualTo(expected("zero.prom"));
    }

    @Test
    void openMetricsShowsTheSamePool() throws IOException {
        MetricsRegistration.attach(registry, Exposition.pool("auth-service"), metrics, readings);
        assertThat(Exposition.openMetrics(registry)).isEqualTo(expected("zero.openmetrics"));
    }

    @Test
    void prometheusItselfFindsNothingToCriticise() throws IOException, InterruptedException {
        MetricsRegistration.attach(registry, Exposition.pool("auth-service"), metrics, readings);
        MetricsRegistration.attach(registry, Exposition.pool("auth-service", "replica"), new PoolMetrics(), readings);
        Promtool.run(Exposition.text(registry), "check", "metrics");
    }

    @Test
    void everyEntryOfTheCatalogueIsExposedWithItsTypeAndNothingElse() {
        MetricsRegistration.attach(registry, Exposition.pool("auth-service"), metrics, readings);
        Set<String> exposed = Exposition.text(registry)
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> promised = Arrays.stream(PoolMetric.values())
                .map(metric -> metric.fullName() + " "
                        + switch (metric.type()) {
                            case GAUGE, INFO -> "gauge";
                            case COUNTER -> "counter";
                            case HISTOGRAM -> "histogram";
                        })
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(exposed).isEqualTo(promised);
    }

    @Test
    void everySeriesCarriesExactlyTheLabelsOfTheCatalogue() {
        MetricsRegistration.attach(registry, Exposition.pool("auth-service"), metrics, readings);
        assertThat(Exposition.series(registry).keySet())
                .allSatisfy(series -> assertThat(labels(series))
                        .isEqualTo(
                                new LinkedHashSet<>(Stream.concat(Stream.of("service"), owner(series).labels().stream())
                                        .sorted()
                                        .toList())));
    }

    @Test
    void aNamedPoolCarriesItsNameOnEverySeries() {
        MetricsRegistration.attach(registry, Exposition.pool("auth-service", "replica"), metrics, readings);
        assertThat(Exposition.series(registry).keySet())
                .isNotEmpty()
                .allSatisfy(series -> assertThat(series).contains("pool=\"replica\"", "service=\"auth-service\""));
    }

    @Test
    void eventsShowUpInTheirSeries() {
        MetricsRegistration.attach(registry, Exposition.pool("s"), metrics, readings);
        SessionTally session = metrics.newSession();
        session.handedOut(2_000_000);
        session.returned(3_000_000_000L);
        metrics.failed(ErrorType.TIMEOUT, 10_000_000_000L);
        metrics.rejected(RejectReason.QUEUE_FULL);
        metrics.rejected(RejectReason.OVERLOAD);
        metrics.cancelled();
        metrics.connectOpened(40_000_000);
        metrics.connectFailed(ConnectFailure.AUTH);
        metrics.invalidConnection();
        metrics.exhaustionEpisode(Verdict.UNDETERMINED);
        assertThat(Exposition.series(registry))
                .containsEntry("db_pool_acquire_duration_seconds_bucket{service=\"s\",le=\"0.001\"}", 0.0)
                .containsEntry("db_pool_acquire_duration_seconds_bucket{service=\"s\",le=\"0.0025\"}", 1.0)
                .containsEntry("db_pool_acquire_duration_seconds_bucket{service=\"s\",le=\"10.0\"}", 2.0)
                .containsEntry("db_pool_acquire_duration_seconds_count{service=\"s\"}", 2.0)
                .containsEntry("db_pool_acquire_duration_seconds_sum{service=\"s\"}", 10.002)
                .containsEntry("db_pool_hold_duration_seconds_sum{service=\"s\"}", 3.0)
                .containsEntry("db_pool_connect_duration_seconds_sum{service=\"s\"}", 0.04)
                .containsEntry("db_pool_connection_errors_total{error_type=\"timeout\",service=\"s\"}", 1.0)
                .containsEntry("db_pool_connection_errors_total{error_type=\"closed\",service=\"s\"}", 0.0)
                .containsEntry("db_pool_rejected_total{reason=\"queue_full\",service=\"s\"}", 1.0)
                .containsEntry("db_pool_rejected_total{reason=\"overload\",service=\"s\"}", 1.0)
                .containsEntry("db_pool_rejected_total{reason=\"deadline\",service=\"s\"}", 0.0)
                .containsEntry("db_pool_cancelled_total{service=\"s\"}", 1.0)
                .containsEntry("db_pool_connect_failures_total{reason=\"auth\",service=\"s\"}", 1.0)
                .containsEntry("db_pool_connect_failures_total{reason=\"tls\",service=\"s\"}", 0.0)
                .containsEntry("db_pool_invalid_connections_total{service=\"s\"}", 1.0)
                .containsEntry("db_pool_exhaustion_episodes_total{service=\"s\",verdict=\"undetermined\"}", 1.0);
    }

    @Test
    void levelsAndClocksAreReadWhenScraped() {
        MetricsRegistration.attach(registry, Exposition.pool("s"), metrics, readings);
        readings.active = 7;
        readings.idle = 1;
        readings.max = 8;
        readings.waiting = 3;
        readings.overloaded = true;
        readings.overloads = 4;
        readings.leakSuspects = 2;
        readings.connectInFlightNanos = 1_500_000_000L;
        readings.busyNanos.set(90_250_000_000L);
        readings.exhaustedNanos.set(5_000_000_000L);
        assertThat(Exposition.series(registry))
                .containsAllEntriesOf(Map.of(
                        "db_pool_connections{service=\"s\",state=\"active\"}", 7.0,
                        "db_pool_connections{service=\"s\",state=\"idle\"}", 1.0,
                        "db_pool_connections{service=\"s\",state=\"max\"}", 8.0,
                        "db_pool_waiting_acquires{service=\"s\"}", 3.0,
                        "db_pool_admission_overloaded{service=\"s\"}", 1.0,
                        "db_pool_admission_overloads_total{service=\"s\"}", 4.0,
                        "db_pool_leak_suspects{service=\"s\"}", 2.0,
                        "db_pool_connect_in_flight_seconds{service=\"s\"}", 1.5,
                        "db_pool_busy_connection_seconds_total{service=\"s\"}", 90.25,
                        "db_pool_exhausted_seconds_total{service=\"s\"}", 5.0));
    }

    @Test
    void aReadingThatStepsBackLowersNoCounterAndNoLevelBelowZero() {
        MetricsRegistration.attach(registry, Exposition.pool("s"), metrics, readings);
        readings.busyNanos.set(10_000_000_000L);
        readings.exhaustedNanos.set(4_000_000_000L);
        Exposition.series(registry);
        readings.busyNanos.set(9_000_000_000L);
        readings.exhaustedNanos.set(-1);
        readings.idle = -1;
        readings.connectInFlightNanos = -5;
        assertThat(Exposition.series(registry))
                .containsEntry("db_pool_busy_connection_seconds_total{service=\"s\"}", 10.0)
                .containsEntry("db_pool_exhausted_seconds_total{service=\"s\"}", 4.0)
                .containsEntry("db_pool_connections{service=\"s\",state=\"idle\"}", 0.0)
                .containsEntry("db_pool_connect_in_flight_seconds{service=\"s\"}", 0.0);
    }

    private static PoolMetric owner(String series) {
        String name = series.substring(0, series.indexOf('{'));
        return Arrays.stream(PoolMetric.values())
                .filter(metric ->
                        name.equals(metric.fullName()) || name.matches(metric.fullName() + "_(bucket|sum|count)"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in the catalogue"));
    }

    private static Set<String> labels(String series) {
        Set<String> labels = new LinkedHashSet<>();
        Matcher label = LABEL.matcher(series);
        while (label.find()) {
            if (!label.group(1).equals("le")) {
                labels.add(label.group(1));
            }
        }
        return labels;
    }

    private static String expected(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ExpositionTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
