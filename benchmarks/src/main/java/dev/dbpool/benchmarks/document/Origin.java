package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Run;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Where the figures of a run come from: when, on what machine, of which versions, by what method. */
final class Origin {
    private Origin() {}

    static String markdown(Run run) {
        StringBuilder text = new StringBuilder()
                .append("Run of ")
                .append(run.startedAt())
                .append(" (")
                .append(run.mode())
                .append(").\n\n- machine: ")
                .append(list(run.machine()))
                .append("\n- versions: ")
                .append(list(run.versions()))
                .append('\n');
        run.method().forEach(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }

    private static String list(SortedMap<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().strip())
                .collect(Collectors.joining("; "));
    }
}
