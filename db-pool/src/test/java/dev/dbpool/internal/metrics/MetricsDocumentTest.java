package dev.dbpool.internal.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    /** Names of recorded series have the name of a metric in the middle. */
    private static final Pattern NAME = Pattern.compile("(?<!:)db_pool_[a-z_]+");

    private static final Pattern QUERIES = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);

    private final String document = read();

    @Test
    void theTableIsTheCatalogue() {
        String table = document.lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
        assertThat(table)
                .as("replace the table in docs/metrics.md by:\n\n%s\n", expectedTable())
                .isEqualTo(expectedTable());
    }

    @Test
    void everyMetricIsExplainedBelowTheTable() {
        String explanations = document.substring(document.indexOf("## What moves them"), document.indexOf("## Sums"));
        for (PoolMetric metric : PoolMetric.values()) {
            assertThat(explanations).contains("- `" + metric.fullName() + "`: ");
        }
    }

    @Test
    void everyValueOfAClosedLabelSetIsExplained() {
        PrometheusRegistry registry = new PrometheusRegistry();
        MetricsRegistration.attach(registry, Exposition.pool("s"), new PoolMetrics(), new FixedReadings());
        Set<String> values = Pattern.compile("(?:reason|error_type|verdict|state)=\"([a-z_]+)\"")
                .matcher(Exposition.text(registry))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(values)
                .hasSizeGreaterThan(10)
                .allSatisfy(value -> assertThat(document).contains("`" + value + "`"));
    }

    @Test
    void theNumberOfSeriesIsAsStated() {
        PrometheusRegistry registry = new PrometheusRegistry();
        MetricsRegistration.attach(registry, Exposition.pool("s"), new PoolMetrics(), new FixedReadings());
        assertThat(document)
                .contains("a pool has\n" + Exposition.series(registry).size() + " series");
    }

    @Test
    void noMetricIsNamedThatDoesNotExist() {
        Set<String> named =
                NAME.matcher(document).results().map(MatchResult::group).collect(Collectors.toSet());
        assertThat(named)
                .allSatisfy(name -> assertThat(Arrays.stream(PoolMetric.values()))
                        .anyMatch(metric -> name.matches(metric.fullName() + "(_bucket|_sum|_count)?")));
    }

    @Test
    void prometheusAcceptsTheQueries(@TempDir Path directory) throws IOException, InterruptedException {
        StringBuilder rules = new StringBuilder("groups:\n- name: document\n  rules:\n");
        List<String> queries = QUERIES.matcher(document)
                .results()
                .flatMap(block -> Arrays.stream(block.group(1).split("\n\n")))
                .toList();
        for (int i = 0; i < queries.size(); i++) {
            rules.append("  - record: q").append(i).append("\n    expr: |\n");
            queries.get(i)
                    .lines()
                    .forEach(line -> rules.append("      ").append(line).append('\n'));
        }
        Path file = Files.writeString(directory.resolve("rules.yml"), rules);
        assertThat(queries).hasSizeGreaterThan(5);
        Promtool.run("", "check", "rules", file.toString());
    }

    private static String expectedTable() {
        return "| name | type | labels | meaning |\n|---|---|---|---|\n"
                + Arrays.stream(PoolMetric.values())
                        .map(metric -> "| `" + metric.fullName() + "` | "
                                + type(metric) + " | "
                                + metric.labels().stream()
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(", "))
                                + " | " + metric.help() + " |")
                        .collect(Collectors.joining("\n"));
    }

    /** Prometheus has no type of its own for an info metric. */
    private static String type(PoolMetric metric) {
        return metric.type() == PoolMetric.Type.INFO
                ? "gauge"
                : metric.type().name().toLowerCase(Locale.ROOT);
    }

    private static String read() {
        try {
            return Files.readString(DOCUMENT, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
