package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The runs in a folder. */
final class Results {
    static final String QUICK = "quick";
    static final String FULL = "full";

    private final ResultFiles files;

    Results(Path folder) {
        this.files = new ResultFiles(folder);
    }

    /** The newest last. */
    List<Run> runs(String part, String mode) throws IOException {
        return files.runs(part, mode);
    }

    Optional<Run> newest(String part, String mode) throws IOException {
        List<Run> runs = runs(part, mode);
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
    }

    /** The newest run of either mode. */
    Optional<Run> newest(String part) throws IOException {
        return Stream.concat(newest(part, FULL).stream(), newest(part, QUICK).stream())
                .max(Comparator.comparing(Run::startedAt));
    }

    /** The newest full run or, if there is none, the newest quick one: the one with the most arms. */
    Optional<Run> widest(String part) throws IOException {
        Optional<Run> full = newest(part, FULL);
        return full.isPresent() ? full : newest(part, QUICK);
    }

    /** Nothing if this was not measured. */
    static Optional<Double> value(Run run, String scenario, String arm, String value) {
        return run.measurements().stream()
                .filter(each -> each.scenario().equals(scenario) && each.arm().equals(arm))
                .map(Measurement::values)
                .filter(values -> values.containsKey(value))
                .map(values -> values.get(value))
                .findFirst();
    }
}
