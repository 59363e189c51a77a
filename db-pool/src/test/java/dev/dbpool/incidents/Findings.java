package dev.dbpool.incidents;

import dev.dbpool.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was found in one incident; all of them together make the table that is printed at the end. */
final class Findings {
    private static final List<Findings> ALL = new ArrayList<>();

    private final Incident incident;
    private String message = "";
    private String exception = "-";
    private String explanation = "-";
    private String metric = "-";
    private long millis = -1;

    private Findings(Incident incident) {
        this.incident = incident;
    }

    static Findings begin(Incident incident) {
        Findings findings = new Findings(incident);
        ALL.add(findings);
        return findings;
    }

    void message(String text) {
        message = text;
    }

    void exception(Optional<Verdict> verdict) {
        exception = label(verdict);
        if (verdict.filter(incident.causes()::contains).isPresent()) {
            millis = 0;
        }
    }

    void explanation(Optional<Verdict> verdict, long failedAtNanos) {
        explanation = label(verdict);
        if (millis < 0 && verdict.filter(incident.causes()::contains).isPresent()) {
            millis = (System.nanoTime() - failedAtNanos) / 1_000_000;
        }
    }

    void metric(Map<Verdict, Integer> episodes) {
        metric = String.join("+", episodes.keySet().stream().map(Verdict::label).toList());
    }

    private static String label(Optional<Verdict> verdict) {
        return verdict.map(Verdict::label).orElse("none");
    }

    static String table() {
        StringBuilder table = new StringBuilder("%-50s %-40s %-22s %-22s %-22s %s%n"
                .formatted("incident", "expected", "exception", "explain", "metric", "ms"));
        for (Findings row : ALL) {
            String expected = String.join(
                            " or ",
                            row.incident.causes().stream().map(Verdict::label).toList())
                    + row.incident.second().map(second -> ", " + second.label()).orElse("");
            table.append("%-50s %-40s %-22s %-22s %-22s %s%n"
                    .formatted(row.incident.name(), expected, row.exception, row.explanation, row.metric, row.millis));
        }
        table.append(System.lineSeparator());
        ALL.forEach(row -> table.append(row.incident.name())
                .append(": ")
                .append(row.message)
                .append(System.lineSeparator()));
        return table.toString();
    }
}
