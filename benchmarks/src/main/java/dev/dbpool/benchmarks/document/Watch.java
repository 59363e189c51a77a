package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares the last two runs of each part by what is {@link Watched}. */
final class Watch {
    /** By how much a figure may get worse from one run to the next before it is worth a warning. */
    static final double TOLERANCE = 0.15;

    private Watch() {}

    /** What got worse, or that nothing did, or that there is nothing to compare with; a line each. */
    static List<String> lines(Results results, String mode) throws IOException {
        List<String> lines = new ArrayList<>();
        int compared = 0;
        for (Family family : Family.ALL) {
            List<Run> runs = results.runs(family.part(), mode);
            if (runs.size() > 1) {
                compared++;
                warnings(runs.get(runs.size() - 2), runs.get(runs.size() - 1))
                        .forEach(warning -> lines.add("WARNING " + warning));
            }
        }
        if (compared == 0) {
            lines.add("Nothing to compare with: there is no earlier run.");
        } else if (lines.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Nothing that is watched got worse by more than %.0f %% since the run before.",
                    TOLERANCE * 100));
        }
        return lines;
    }

    static List<String> warnings(Run before, Run after) {
        List<String> warnings = new ArrayList<>();
        for (ScenarioTable table : ScenarioTable.of(after)) {
            for (Watched watched : Watched.ALL) {
                if (watched.part().equals(after.part()) && watched.isIn(table.scenario())) {
                    warning(watched, table.scenario(), before, after).ifPresent(warnings::add);
                }
            }
        }
        return warnings;
    }

    private static Optional<String> warning(Watched watched, String scenario, Run before, Run after) {
        return watched.reading()
                .of(before, scenario)
                .flatMap(then -> watched.reading()
                        .of(after, scenario)
                        .filter(now -> watched.worse(then, now, TOLERANCE))
                        .map(now -> String.format(
                                Locale.ROOT,
                                "%s, %s: %s is now %.2f, it was %.2f in the run before (%+.0f %%)",
                                after.part(),
                                scenario,
                                watched.what(),
                                now,
                                then,
                                (now / then - 1) * 100)));
    }
}
