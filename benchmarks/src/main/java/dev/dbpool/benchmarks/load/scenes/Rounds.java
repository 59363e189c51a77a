package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The figures of all rounds, cell by cell. Not thread-safe. */
final class Rounds {
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
        cells.forEach((key, values) -> measurements.add(new Measurement(key.get(0), key.get(1), Summary.of(values))));
        return measurements;
    }
}
