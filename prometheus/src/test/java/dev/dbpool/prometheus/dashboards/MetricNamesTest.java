package dev.dbpool.prometheus.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.metrics.PoolMetric;
import dev.dbpool.prometheus.dashboards.Dashboard.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dashboard, rules and documents speak of series that exist, and of all of them. */
class MetricNamesTest {
    private static final Path DOCS = Dashboard.MODULE.resolveSibling("docs");
    private static final Pattern IN_TEXT = Pattern.compile("(?<![\\w:])(?:\\w+:)?db_pool_\\w+(?::\\w+)?");

    @Test
    void theDashboardsAskForSeriesThatExist() throws IOException {
        List<Dashboard> dashboards = Dashboard.all();
        Set<String> known = MetricNames.all();

        assertThat(dashboards.stream()
                        .flatMap(dashboard ->
                                Stream.concat(dashboard.targets().stream(), dashboard.variables().stream())))
                .allSatisfy(target -> assertThat(Promql.metrics(target.expression()))
                        .as(target.place())
                        .isSubsetOf(known));
    }

    @Test
    void theRulesAskForSeriesThatExist() throws IOException {
        Set<String> known = MetricNames.all();

        assertThat(MetricNames.rules("expr"))
                .allSatisfy(expression ->
                        assertThat(Promql.metrics(expression)).as(expression).isSubsetOf(known));
    }

    @Test
    void theDocumentsSpeakOfSeriesThatExist() throws IOException {
        Set<String> known = new HashSet<>(MetricNames.all());
        Stream.of(PoolMetric.values()).map(PoolMetric::fullName).forEach(known::add);

        List<String> unknown = new ArrayList<>();
        for (Path document : documents()) {
            IN_TEXT.matcher(Files.readString(document))
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> !isKnown(name, known))
                    .forEach(name -> unknown.add("docs/" + DOCS.relativize(document) + ": " + name));
        }

        assertThat(unknown)
                .as("names that no pool and no rule gives to a series")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isOnTheDashboardAndInTheDocument(PoolMetric metric) throws IOException {
        Set<String> used = new HashSet<>(metricsOf(MetricNames.rules("expr").stream()));
        used.addAll(metricsOf(Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.targets().stream())
                .map(Target::expression)));

        assertThat(MetricNames.stored(metric))
                .as("%s is in no rule and on no panel", metric.fullName())
                .anyMatch(used::contains);
        assertThat(Files.readString(DOCS.resolve("metrics.md"))).contains("| `" + metric.fullName() + "` |");
    }

    /** A name that ends in an underscore stands for a family: db_pool_hold_duration_seconds_* in a text. */
    private static boolean isKnown(String name, Set<String> known) {
        return name.endsWith("_") ? known.stream().anyMatch(one -> one.startsWith(name)) : known.contains(name);
    }

    private static List<String> metricsOf(Stream<String> expressions) {
        return expressions
                .flatMap(expression -> Promql.metrics(expression).stream())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
