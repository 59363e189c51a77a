package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One scenario of a run: the arms that were measured, a row for each. Columns for which nothing was measured are left
 * out.
 */
record ScenarioTable(Run run, String scenario, List<Measurement> rows) {

    static List<ScenarioTable> of(Run run) {
        Map<String, List<Measurement>> scenarios = run.measurements().stream()
                .collect(Collectors.groupingBy(Measurement::scenario, LinkedHashMap::new, Collectors.toList()));
        return scenarios.entrySet().stream()
                .map(entry -> new ScenarioTable(run, entry.getKey(), entry.getValue()))
                .toList();
    }

    String markdown(List<Column> columns) {
        List<Column> used = columns.stream()
                .filter(column ->
                        rows.stream().anyMatch(row -> !text(column, row).isEmpty()))
                .toList();
        StringBuilder table = new StringBuilder();
        table.append(
                line("**" + scenario + "**", used.stream().map(Column::heading).toList()));
        table.append(line("---", used.stream().map(column -> "--:").toList()));
        for (Measurement row : rows) {
            table.append(line(
                    row.arm(), used.stream().map(column -> text(column, row)).toList()));
        }
        return table.toString();
    }

    private String text(Column column, Measurement row) {
        return column.cell().text(run, row);
    }

    private static String line(String first, List<String> rest) {
        List<String> cells = new ArrayList<>(List.of(first));
        cells.addAll(rest);
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
