package dev.dbpool.prometheus.dashboards;

import dev.dbpool.metrics.PoolMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The series that exist: those of the catalogue, those that the rules record, and Prometheus' own about alerts. */
final class MetricNames {
    static final Path RULES = Dashboard.MODULE.resolve("alerts/database.rules.yml");

    private MetricNames() {}

    /** The series as they are stored: a histogram has three names. */
    static Stream<String> stored(PoolMetric metric) {
        return metric.type() == PoolMetric.Type.HISTOGRAM
                ? Stream.of("", "_bucket", "_count", "_sum").map(suffix -> metric.fullName() + suffix)
                : Stream.of(metric.fullName());
    }

    static Set<String> all() throws IOException {
        Set<String> names = new HashSet<>(Set.of(
                "ALERTS",
                "ALERTS_FOR_STATE",
                "up",
                "process_start_time_seconds",
                "pg_settings_max_connections",
                "prometheus_rule_evaluation_failures_total",
                "prometheus_rule_group_iterations_missed_total",
                "prometheus_notifications_errors_total",
                "prometheus_notifications_dropped_total",
                "alertmanager_notifications_failed_total"));
        Arrays.stream(PoolMetric.values()).flatMap(MetricNames::stored).forEach(names::add);
        names.addAll(rules("record"));
        return names;
    }

    /** Of every alert about a service, the name of its runbook. */
    static Map<String, String> runbooks() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(Files.readString(RULES));
        return file.getOrDefault("groups", List.of()).stream()
                .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
                .filter(rule -> rule.containsKey("alert") && !"DatabaseMonitoringAlive".equals(rule.get("alert")))
                .collect(Collectors.toMap(
                        rule -> String.valueOf(rule.get("alert")),
                        rule -> String.valueOf(rule.get("annotations"))
                                .replaceFirst("(?s).*runbooks/(\\w+)\\.md.*", "$1"),
                        (first, second) -> first));
    }

    /** The values of one field of all rules, whichever have it. */
    static Set<String> rules(String field) throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(Files.readString(RULES));
        return file.getOrDefault("groups", List.of()).stream()
                .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
                .filter(rule -> rule.containsKey(field))
                .map(rule -> String.valueOf(rule.get(field)))
                .collect(Collectors.toSet());
    }
}
