package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The generated parts of docs/benchmarks.md: the goals, and for each family its last full and its last quick run. */
final class Generated {
    private static final String NOT_RUN = "Not run yet.\n";

    private final Results results;

    Generated(Results results) {
        this.results = results;
    }

    /** The document with all its generated parts as the results have them. */
    String replaceAll(String document) throws IOException {
        String text = Markers.replace(document, "goals", Goals.markdown(results));
        for (Family family : Family.ALL) {
            text = Markers.replace(text, family.part() + " charts", charts(family));
            for (String mode : List.of(Results.FULL, Results.QUICK)) {
                text = Markers.replace(text, family.part() + " " + mode, tables(family, mode));
            }
        }
        return text;
    }

    private String charts(Family family) throws IOException {
        return results.widest(family.part()).isEmpty()
                ? ""
                : family.charts().stream()
                        .map(chart -> "![" + chart.replace('-', ' ') + "](charts/" + chart + ".svg)\n")
                        .collect(Collectors.joining("\n"));
    }

    private String tables(Family family, String mode) throws IOException {
        Optional<Run> run = results.newest(family.part(), mode);
        return run.map(found -> Origin.markdown(found) + "\n"
                        + ScenarioTable.of(found).stream()
                                .map(table -> table.markdown(family.columns()))
                                .collect(Collectors.joining("\n")))
                .orElse(NOT_RUN);
    }
}
