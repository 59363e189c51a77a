package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dbpool.prometheus.Tool.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Scraped as native histograms with exponential buckets, acquisitions raise the same alerts; nothing says "incomplete". */
@Tag("all")
class NativeHistogramTest {
    /** In schema 0 the bucket of index i ends at 2 to the power of i: index 4 ends at 16 s, -7 at 8 ms. */
    private static final String SERIES =
            "      - { series: '%s{job=\"db\",instance=\"one\",service=\"orders\"}', values: '%s' }\n";

    @TestFactory
    Stream<DynamicTest> slowAcquisitionsPage() {
        return each(acquisitions(4), "DatabaseConnectionAcquireVerySlow", "10m", true);
    }

    @TestFactory
    Stream<DynamicTest> quickAcquisitionsDoNot() {
        return each(acquisitions(-7), "DatabaseConnectionAcquireSlow", "10m", false);
    }

    @TestFactory
    Stream<DynamicTest> aPoolThatIsExhaustedAndQuickDoesNotPage() {
        return each(
                acquisitions(-7) + SERIES.formatted("db_pool_exhausted_seconds_total", "0+6x300"),
                "DatabaseConnectionPoolExhaustionBurn",
                "70m",
                false);
    }

    @TestFactory
    Stream<DynamicTest> aShareOfFailuresWarns() {
        return each(
                acquisitions(4) + SERIES.formatted("db_pool_connection_errors_total", "0+4x300"),
                "DatabaseConnectionFailureShare",
                "20m",
                true);
    }

    @TestFactory
    Stream<DynamicTest> nothingIsMissing() {
        return each(
                acquisitions(-7)
                        + SERIES.formatted("db_pool_connections", "10x300")
                                .replace("service=", "state=\"max\",service="),
                "DatabaseConnectionMetricsIncomplete",
                "30m",
                false);
    }

    /** One acquisition per second, all in one bucket. */
    private static String acquisitions(int bucket) {
        String each = "{{schema:0 sum:%s count:15 offset:%d buckets:[15]}}"
                .formatted(String.format(Locale.ROOT, "%.6f", 0.7 * 15 * Math.pow(2, bucket)), bucket);
        return SERIES.formatted("db_pool_acquire_duration_seconds", each + "+" + each + "x300");
    }

    private static Stream<DynamicTest> each(String series, String alert, String at, boolean fires) {
        return Promtool.newer().stream()
                .filter(tool -> tool.form() == Histograms.CLASSIC)
                .map(tool -> dynamicTest(tool.version(), () -> {
                    Path file = MonitoringFiles.write(
                            MonitoringFiles.generated("promtool").resolve(tool.version() + "-native-" + alert + ".yml"),
                            """
                            rule_files: ['%s']
                            evaluation_interval: 15s
                            tests:
                              - interval: 15s
                                input_series:
                            %s
                                promql_expr_test:
                                  - expr: 'count(ALERTS{alertname="%s",alertstate="firing"})'
                                    eval_time: %s
                                    exp_samples: %s
                            """.formatted(
                                            MonitoringFiles.RULES,
                                            series.stripTrailing(),
                                            alert,
                                            at,
                                            fires ? "[{ labels: '{}', value: 1 }]" : "[]"));

                    Outcome outcome = Tool.run(tool.program(), List.of("test", "rules", file.toString()));

                    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
                }));
    }
}
