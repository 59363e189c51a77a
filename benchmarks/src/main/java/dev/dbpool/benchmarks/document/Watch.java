package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares the last two runs of each part by what is {@link Watched}. */
final class Watch {
    /** By how much a figure may get worse from one run to the next before it is worth a warning. */
    static final double TOLERANCE = 0.15;

    /** What may differ between two runs of the same machine. */
    private static final String LOAD = "load average before";

    /**
     * What became of the figures that the earlier of two runs has.
     *
     * @param figures how many both runs have
     * @param differences in what the machine or the method of the two differs
     * @param warnings of those that got worse or are missing
     */
    record Comparison(int figures, List<String> differences, List<String> warnings) {}

    private Watch() {}

    /** For each part what got worse, what could not be compared, and how much was; a line each. */
    static List<String> lines(Results results, String mode) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Family family : Family.ALL) {
            List<Run> runs = results.runs(family.part(), mode);
            if (runs.size() == 1) {
                lines.add(family.part() + ": nothing to compare with, there is no earlier run.");
            } else if (runs.size() > 1) {
                Comparison comparison = compare(runs.get(runs.size() - 2), runs.get(runs.size() - 1));
                comparison.warnings().forEach(warning -> lines.add("WARNING " + warning));
                lines.add(inShort(family.part(), comparison));
            }
        }
        return lines;
    }

    private static String inShort(String part, Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "%s: compared with the run before: %d; %s%s.",
                part,
                comparison.figures(),
                comparison.warnings().isEmpty()
                        ? String.format(Locale.ROOT, "none is worse by more than %.0f %%", TOLERANCE * 100)
                        : "warnings: " + comparison.warnings().size(),
                comparison.differences().isEmpty()
                        ? ""
                        : "; but the two runs differ in " + String.join(", ", comparison.differences()));
    }

    static Comparison compare(Run before, Run after) {
        int figures = 0;
        List<String> warnings = new ArrayList<>();
        for (String scenario : scenarios(before)) {
            for (Watched watched : Watched.ALL) {
                if (!watched.part().equals(before.part()) || !watched.isIn(scenario)) {
                    continue;
                }
                Optional<Double> then = watched.reading().of(before, scenario);
                Optional<Double> now = watched.reading().of(after, scenario);
                if (then.isPresent() && now.isPresent()) {
                    figures++;
                }
                then.flatMap(was -> warning(watched, was, now))
                        .ifPresent(what -> warnings.add(before.part() + ", " + scenario + ": " + what));
            }
        }
        return new Comparison(figures, differences(before, after), List.copyOf(warnings));
    }

    private static List<String> scenarios(Run run) {
        return run.measurements().stream().map(Measurement::scenario).distinct().toList();
    }

    private static Optional<String> warning(Watched watched, double then, Optional<Double> now) {
        if (now.isEmpty()) {
            return Optional.of(watched.what() + " was measured in the run before and is missing now");
        }
        return now.filter(is -> watched.worse(then, is, TOLERANCE))
                .map(is -> String.format(
                        Locale.ROOT,
                        "%s is now %.2f, it was %.2f in the run before (%+.0f %%)",
                        watched.what(),
                        is,
                        then,
                        (is / then - 1) * 100));
    }

    private static List<String> differences(Run before, Run after) {
        SortedSet<String> properties = new TreeSet<>(before.machine().keySet());
        properties.addAll(after.machine().keySet());
        properties.remove(LOAD);
        return Stream.concat(
                        properties.stream()
                                .filter(property -> !String.valueOf(
                                                before.machine().get(property))
                                        .equals(String.valueOf(after.machine().get(property)))),
                        before.method().equals(after.method()) ? Stream.empty() : Stream.of("method"))
                .toList();
    }
}
