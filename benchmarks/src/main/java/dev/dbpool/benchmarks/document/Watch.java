package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.RatioCheck;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares the last two runs by the ratio of our arm to another, because ratios survive a change of machine and figures
 * do not.
 */
final class Watch {
    /** By how much a ratio may get worse from one run to the next before it is worth a warning. */
    static final double TOLERANCE = 0.15;

    private Watch() {}

    static List<String> warnings(Results results, String mode) throws IOException {
        List<String> warnings = new ArrayList<>();
        for (Family family : Family.ALL) {
            List<Run> runs = results.runs(family.part(), mode);
            if (runs.size() > 1) {
                warnings.addAll(warnings(family, runs.get(runs.size() - 2), runs.get(runs.size() - 1)));
            }
        }
        return warnings;
    }

    static List<String> warnings(Family family, Run before, Run after) {
        List<String> warnings = new ArrayList<>();
        for (ScenarioTable table : ScenarioTable.of(after)) {
            Double then = ratio(family, before, table.scenario());
            Double now = ratio(family, after, table.scenario());
            if (then != null && now != null && worse(family, then, now)) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s, %s: %s of %s is now %.2f x that of %s, it was %.2f x in the run before (%+.0f %%)",
                        family.part(),
                        table.scenario(),
                        family.figure(),
                        family.watched(),
                        now,
                        family.base(),
                        then,
                        (now / then - 1) * 100));
            }
        }
        return warnings;
    }

    private static @Nullable Double ratio(Family family, Run run, String scenario) {
        return RatioCheck.ratio(run, scenario, family.figure(), family.watched(), family.base());
    }

    private static boolean worse(Family family, double then, double now) {
        return family.lessIsBetter() ? now > then * (1 + TOLERANCE) : now < then / (1 + TOLERANCE);
    }
}
