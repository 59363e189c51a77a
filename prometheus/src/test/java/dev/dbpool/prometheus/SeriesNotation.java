package dev.dbpool.prometheus;

import dev.dbpool.metrics.PoolMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the short notation of the case table: which series have which value, or grow by how much per second. */
final class SeriesNotation {
    private static final Pattern TERM =
            Pattern.compile("([a-z_]+)(?:\\.([a-z_]+))?(?:\\[([0-9.]+|inf)])?=(-?[0-9.]+)(/s)?");
    private static final List<String> BOUNDS = List.of(
            "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30",
            "60", "+Inf");
    /** Of targets, of Prometheus itself, of the exporter: without the labels of a pool. */
    private static final Map<String, String> OTHERS = Map.of(
            "up", "up",
            "process_start", "process_start_time_seconds",
            "exporter_limit", "pg_settings_max_connections",
            "rules_failed", "prometheus_rule_evaluation_failures_total",
            "rules_missed", "prometheus_rule_group_iterations_missed_total",
            "alerts_refused", "prometheus_notifications_errors_total",
            "alerts_dropped", "prometheus_notifications_dropped_total",
            "messages_failed", "alertmanager_notifications_failed_total");

    private static final Map<String, String> GAUGES = Map.of(
            "waiting", PoolMetric.WAITING_ACQUIRES.fullName(),
            "leaks", PoolMetric.LEAK_SUSPECTS.fullName(),
            "in_flight", PoolMetric.CONNECT_IN_FLIGHT.fullName(),
            "exhausted", PoolMetric.EXHAUSTED_SECONDS.fullName(),
            "busy", PoolMetric.BUSY_CONNECTION_SECONDS.fullName(),
            "start", PoolMetric.START_TIME.fullName(),
            "server_connections", PoolMetric.SERVER_CONNECTIONS.fullName(),
            "acquired_sum", PoolMetric.ACQUIRE_DURATION.fullName() + "_sum");

    /** One series in one phase. {@code optional}: the alert must fire without it, too. */
    record Value(String metric, Map<String, String> labels, double number, boolean perSecond, boolean optional) {
        String id() {
            StringBuilder id = new StringBuilder(metric).append('{');
            labels.forEach((name, value) -> {
                id.append(id.charAt(id.length() - 1) == '{' ? "" : ",");
                id.append(name).append("=\"").append(value).append('"');
            });
            return id.append('}').toString();
        }
    }

    private SeriesNotation() {}

    /** @throws IllegalArgumentException naming the term that it does not understand */
    static List<Value> parse(String text, Map<String, String> targetLabels) {
        Map<String, String> labels = new TreeMap<>(targetLabels);
        Map<String, Value> values = new LinkedHashMap<>();
        for (String word : text.split(" +")) {
            boolean optional = word.startsWith("(") && word.endsWith(")");
            String term = optional ? word.substring(1, word.length() - 1) : word;
            Matcher matcher = TERM.matcher(term);
            if (term.startsWith("@") && term.contains("=")) {
                labels.put(term.substring(1, term.indexOf('=')), term.substring(term.indexOf('=') + 1));
                labels.values().removeIf(String::isEmpty);
            } else if (matcher.matches()) {
                series(matcher, labels, optional)
                        .forEach(value -> values.merge(value.id(), value, SeriesNotation::add));
            } else if (!term.isEmpty()) {
                throw new IllegalArgumentException("not a series of the notation: '" + term + "'");
            }
        }
        return List.copyOf(values.values());
    }

    /** Buckets of one histogram add up; the last word on its sum wins. */
    private static Value add(Value first, Value second) {
        return second.metric().endsWith("_sum")
                ? second
                : new Value(
                        first.metric(),
                        first.labels(),
                        first.number() + second.number(),
                        first.perSecond(),
                        first.optional() && second.optional());
    }

    private static List<Value> series(Matcher term, Map<String, String> labels, boolean optional) {
        String name = term.group(1);
        double number = Double.parseDouble(term.group(4));
        boolean perSecond = term.group(5) != null;
        return switch (name) {
            case "active", "idle", "max" ->
                List.of(value(PoolMetric.CONNECTIONS, labels, "state", name, number, perSecond, optional));
            case "errors" ->
                List.of(value(
                        PoolMetric.CONNECTION_ERRORS,
                        labels,
                        "error_type",
                        term.group(2),
                        number,
                        perSecond,
                        optional));
            case "failures" ->
                List.of(value(
                        PoolMetric.CONNECT_FAILURES, labels, "reason", term.group(2), number, perSecond, optional));
            case "rejected" ->
                List.of(value(PoolMetric.REJECTED, labels, "reason", term.group(2), number, perSecond, optional));
            case "episodes" ->
                List.of(value(
                        PoolMetric.EXHAUSTION_EPISODES, labels, "verdict", term.group(2), number, perSecond, optional));
            case "leak_outcomes" ->
                List.of(value(PoolMetric.LEAK_OUTCOMES, labels, "outcome", term.group(2), number, perSecond, optional));
            case "on" -> {
                Map<String, String> info = with(labels, "server", term.group(2) + ":5432");
                info.putAll(Map.of("database", "app", "version", "1", "engine", "e", "sslmode", "prefer"));
                yield List.of(new Value(PoolMetric.INFO.fullName(), info, number, perSecond, optional));
            }
            case "acquired" -> histogram(labels, term.group(3), number, optional);
            default -> {
                Map<String, String> own = new TreeMap<>(labels);
                if (OTHERS.containsKey(name)) {
                    own.keySet().removeAll(List.of("service", "pool"));
                    yield List.of(new Value(OTHERS.get(name), own, number, perSecond, optional));
                }
                if (!GAUGES.containsKey(name)) {
                    throw new IllegalArgumentException("no series is called '" + name + "'");
                }
                yield List.of(new Value(GAUGES.get(name), own, number, perSecond, optional));
            }
        };
    }

    private static Value value(
            PoolMetric metric,
            Map<String, String> labels,
            String label,
            String labelValue,
            double number,
            boolean perSecond,
            boolean optional) {
        return new Value(metric.fullName(), with(labels, label, labelValue), number, perSecond, optional);
    }

    private static List<Value> histogram(Map<String, String> labels, String bound, double perSecond, boolean optional) {
        String name = PoolMetric.ACQUIRE_DURATION.fullName();
        String upper = bound.equals("inf") ? "+Inf" : bound;
        int from = BOUNDS.indexOf(upper);
        if (from < 0) {
            throw new IllegalArgumentException("no bucket ends at " + bound + ", only at " + BOUNDS);
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < BOUNDS.size(); i++) {
            double inBucket = i < from ? 0 : perSecond;
            values.add(new Value(name + "_bucket", with(labels, "le", BOUNDS.get(i)), inBucket, true, optional));
        }
        double seconds = upper.equals("+Inf") ? 120 : Double.parseDouble(upper);
        Map<String, String> own = new TreeMap<>(labels);
        values.add(new Value(name + "_count", own, perSecond, true, optional));
        values.add(new Value(name + "_sum", own, perSecond * seconds, true, optional));
        return values;
    }

    private static Map<String, String> with(Map<String, String> labels, String name, String value) {
        Map<String, String> extended = new TreeMap<>(labels);
        extended.put(name, value);
        return extended;
    }
}
