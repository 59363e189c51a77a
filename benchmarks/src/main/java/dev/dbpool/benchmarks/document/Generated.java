package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The generated parts of docs/benchmarks.md: the goals, and for each family its charts, its last full and its last quick
 * run; and the charts of the README.
 */
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

    /** The README with its charts, as far as it has places for them and they have been drawn. */
    String replaceCharts(String readme) throws IOException {
        String text = readme;
        for (Family family : List.of(Family.OVERLOAD, Family.PATH)) {
            String place = "chart: " + family.part();
            if (Markers.has(text, place)) {
                Chart first = family.charts().get(0);
                text = Markers.replaceInLine(text, place, drawn(family, first) ? first.markdown("docs/charts") : "");
            }
        }
        return text;
    }

    private boolean drawn(Family family, Chart chart) throws IOException {
        Optional<Run> run = results.widest(family.part());
        return run.isPresent() && !chart.shown(run.get()).isEmpty();
    }

    private String charts(Family family) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Chart chart : family.charts()) {
            if (drawn(family, chart)) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(chart.markdown("charts"))
                        .append('\n');
            }
        }
        return text.toString();
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
