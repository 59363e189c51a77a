package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Ratios;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** The newest runs on a screen: one figure of each arm, and its ratio to the arm that the family is compared with. */
final class Brief {
    private Brief() {}

    static String of(Results results, String mode) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Family family : Family.ALL) {
            Optional<Run> run = results.newest(family.part(), mode);
            if (run.isPresent()) {
                ScenarioTable.of(run.get()).forEach(table -> text.append(lines(family, table)));
            }
        }
        return text.toString();
    }

    private static String lines(Family family, ScenarioTable table) {
        StringBuilder text = new StringBuilder();
        for (Measurement row : table.rows()) {
            Double figure = row.values().get(family.figure());
            Double ratio = Ratios.ratio(table.run(), table.scenario(), family.figure(), row.arm(), family.base());
            if (figure != null && ratio != null) {
                text.append(String.format(Locale.ROOT, "  %-34s %,12.0f %8.2f x%n", row.arm(), figure, ratio));
            }
        }
        return text.isEmpty()
                ? ""
                : String.format(
                        "%n%s: %s, and as a multiple of %s%n%s",
                        table.scenario(), family.figure(), family.base(), text);
    }
}
