package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One scenario of a run: the arms that were measured, a row for each.
 */
record ScenarioTable(Run run, String scenario, List<Measurement> rows) {

    static List<ScenarioTable> of(Run run) {
        Map<String, List<Measurement>> scenarios = run.measurements().stream()
                .collect(Collectors.groupingBy(Measurement::scenario, LinkedHashMap::new, Collectors.toList()));
        return scenarios.entrySet().stream()
                .map(entry -> new ScenarioTable(run, entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Columns for which nothing was measured are left out. If that leaves none, the scenario is of another kind and
     * shows whatever was measured.
     */
    String markdown(List<Column> columns) {
        List<Column> used = used(columns);
        List<Column> shown = used.isEmpty() ? used(whateverWasMeasured()) : used;
        StringBuilder table = new StringBuilder();
        table.append(
                line("**" + scenario + "**", shown.stream().map(Column::heading).toList()));
        table.append(line("---", shown.stream().map(column -> "--:").toList()));
        for (Measurement row : rows) {
            table.append(line(
                    row.arm(), shown.stream().map(column -> text(column, row)).toList()));
        }
        return table.toString();
    }

    private List<Column> used(List<Column> columns) {
        return columns.stream()
                .filter(column ->
                        rows.stream().anyMatch(row -> !text(column, row).isEmpty()))
                .toList();
    }

    private List<Column> whateverWasMeasured() {
        return rows.stream()
                .flatMap(row -> row.values().keySet().stream())
                .filter(value -> !Summary.isEndOfRange(value))
                .distinct()
                .map(value -> Column.withRange(value, value, 1))
                .toList();
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
