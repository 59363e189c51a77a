package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.results.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of all rounds, cell by cell, and what is told of them: the median under the value's own name, beside it
 * the lowest and the highest. Not thread-safe.
 */
final class Rounds {
    private static final String LOWEST = "lowest ";
    private static final String HIGHEST = "highest ";

    private final Map<List<String>, SortedMap<String, List<Double>>> cells = new LinkedHashMap<>();

    /** The order of these calls is that of the measurements. */
    void expect(Cell cell) {
        cells.computeIfAbsent(List.of(cell.scenario(), cell.arm()), key -> new TreeMap<>());
    }

    void add(Cell cell, SortedMap<String, Double> values) {
        expect(cell);
        SortedMap<String, List<Double>> all = cells.get(List.of(cell.scenario(), cell.arm()));
        if (all != null) {
            values.forEach((name, value) ->
                    all.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
        }
    }

    List<Measurement> measurements() {
        List<Measurement> measurements = new ArrayList<>();
        cells.forEach((key, values) -> measurements.add(new Measurement(key.get(0), key.get(1), summary(values))));
        return measurements;
    }

    private static SortedMap<String, Double> summary(SortedMap<String, List<Double>> rounds) {
        SortedMap<String, Double> summary = new TreeMap<>();
        rounds.forEach((name, values) -> {
            // Infinite values and what is not a number come last: a figure that most rounds lack, the summary lacks.
            List<Double> sorted = values.stream().sorted().toList();
            putFinite(summary, name, sorted.get(sorted.size() / 2));
            if (sorted.size() > 1) {
                putFinite(summary, LOWEST + name, sorted.get(0));
                putFinite(summary, HIGHEST + name, sorted.get(sorted.size() - 1));
            }
        });
        return summary;
    }

    private static void putFinite(SortedMap<String, Double> summary, String name, double value) {
        if (Double.isFinite(value)) {
            summary.put(name, value);
        }
    }
}
