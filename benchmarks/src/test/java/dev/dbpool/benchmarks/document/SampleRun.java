package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run whose figures are known. */
final class SampleRun {
    private final String part;
    private final List<Measurement> measurements = new ArrayList<>();

    SampleRun(String part) {
        this.part = part;
    }

    SampleRun with(String scenario, String arm, Map<String, Double> values) {
        measurements.add(new Measurement(scenario, arm, new TreeMap<>(values)));
        return this;
    }

    Run at(String time) {
        return new Run(
                part,
                "quick",
                Instant.parse(time),
                new TreeMap<>(Map.of("cores", "2")),
                new TreeMap<>(Map.of("HikariCP", "7.1.0")),
                List.of("by hand"),
                measurements);
    }

    Run run() {
        return at("2026-11-25T22:00:00Z");
    }
}
