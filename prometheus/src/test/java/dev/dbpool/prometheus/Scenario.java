package dev.dbpool.prometheus;

import dev.dbpool.prometheus.SeriesNotation.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Phases of series one after the other, and how promtool writes them: {@code 0+15x19 _x4 3x10}. */
final class Scenario {
    static final Map<String, String> TARGET = Map.of("job", "db", "instance", "one:9090", "service", "orders");

    private static final String RESET = "reset";
    private final Duration step;
    private final List<Phase> phases = new ArrayList<>();

    private record Phase(Duration length, List<Value> values, boolean reset) {}

    Scenario(Duration step) {
        this.step = step;
    }

    Scenario phase(Duration length, String series) {
        boolean reset = series.startsWith(RESET);
        String rest = reset ? series.substring(RESET.length()).strip() : series;
        return phase(length, SeriesNotation.parse(rest, TARGET), reset);
    }

    Scenario phase(Duration length, List<Value> values) {
        return phase(length, values, false);
    }

    /** @param reset whether the counters start again at 0, as after a restart of the process */
    Scenario phase(Duration length, List<Value> values, boolean reset) {
        if (length.isZero() || length.toSeconds() % step.toSeconds() != 0) {
            throw new IllegalArgumentException("a phase of " + length + " is no multiple of the step " + step);
        }
        phases.add(new Phase(length, List.copyOf(values), reset));
        return this;
    }

    Duration step() {
        return step;
    }

    Duration length() {
        return phases.stream().map(Phase::length).reduce(Duration.ZERO, Duration::plus);
    }

    /** The same pool when nobody uses it: gauges calm, counters still. Capacities stay. */
    static List<Value> calm(List<Value> values) {
        return each(values, value -> {
            String state = value.labels().getOrDefault("state", "");
            boolean keep = state.equals("max") || value.metric().equals("process_start_time_seconds");
            double calm = state.equals("active")
                    ? 1
                    : state.equals("idle") ? 4 : value.metric().equals("up") ? 1 : 0;
            return keep ? value : new Value(value.metric(), value.labels(), calm, isCounter(value), value.optional());
        });
    }

    /** The same pool with twice the load. */
    static List<Value> doubled(List<Value> values) {
        return each(
                values,
                value -> value.perSecond()
                        ? new Value(value.metric(), value.labels(), 2 * value.number(), true, value.optional())
                        : value);
    }

    private static List<Value> each(List<Value> values, UnaryOperator<Value> change) {
        return values.stream().map(change).toList();
    }

    /** What promtool reads, by series. The last phase lasts one sample longer, so that its end can be asked for. */
    Map<String, String> notation() {
        Map<String, StringBuilder> written = new LinkedHashMap<>();
        phases.forEach(phase -> phase.values().forEach(value -> written.put(value.id(), new StringBuilder())));
        Map<String, Double> counters = new HashMap<>();
        Set<String> present = new HashSet<>();
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            long samples = phase.length().toSeconds() / step.toSeconds() + (i == phases.size() - 1 ? 1 : 0);
            Map<String, Value> values = new HashMap<>();
            phase.values().forEach(value -> values.put(value.id(), value));
            if (phase.reset()) {
                counters.clear();
            }
            written.forEach((id, text) -> {
                @Nullable Value value = values.get(id);
                text.append(value == null ? gap(samples, present.contains(id)) : samples(value, samples, counters));
                text.append(' ');
            });
            present.clear();
            present.addAll(values.keySet());
        }
        Map<String, String> notation = new LinkedHashMap<>();
        written.forEach((id, text) -> notation.put(id, text.toString().strip()));
        return notation;
    }

    /** Prometheus marks a series stale in the first scrape that misses it. */
    private static String gap(long samples, boolean wasPresent) {
        if (!wasPresent) {
            return "_x" + samples;
        }
        return samples == 1 ? "stale" : "stale _x" + (samples - 1);
    }

    private String samples(Value value, long samples, Map<String, Double> counters) {
        if (!isCounter(value)) {
            return plain(value.number()) + "x" + (samples - 1);
        }
        double increment = value.perSecond() ? value.number() * step.toSeconds() : 0;
        @Nullable Double before = counters.get(value.id());
        double first = !value.perSecond() ? value.number() : before == null ? 0 : before + increment;
        // Adds up as promtool does: a sum rounded in another way would look like a reset of the counter.
        double last = first;
        for (long i = 1; i < samples; i++) {
            last += increment;
        }
        counters.put(value.id(), last);
        return plain(first) + "+" + plain(increment) + "x" + (samples - 1);
    }

    private static boolean isCounter(Value value) {
        return value.metric().matches(".*_(total|bucket|count|sum)");
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).toPlainString();
    }
}
