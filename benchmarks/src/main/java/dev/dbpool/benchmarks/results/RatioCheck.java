package dev.dbpool.benchmarks.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares two runs by their ratios to one arm, because ratios survive a change of machine and figures do not. Figures
 * of which less is better: times, bytes.
 */
public final class RatioCheck {
    /** By how much a ratio may grow from one run to the next before it is worth a warning. */
    static final double TOLERANCE = 0.15;

    private RatioCheck() {}

    /**
     * The warnings, none if all is well.
     *
     * @param value the figure that is compared, such as {@code cpu ns/op}
     * @param arm whose ratio is watched
     * @param base to whose figure
     */
    public static List<String> regressions(Run before, Run after, String value, String arm, String base) {
        List<String> warnings = new ArrayList<>();
        for (String scenario : scenarios(after)) {
            Double then = ratio(before, scenario, value, arm, base);
            Double now = ratio(after, scenario, value, arm, base);
            if (then != null && now != null && now > then * (1 + TOLERANCE)) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s: %s now needs %.2f x the %s of %s, %.2f x in the run before (%+.0f %%)",
                        scenario,
                        arm,
                        now,
                        value,
                        base,
                        then,
                        (now / then - 1) * 100));
            }
        }
        return warnings;
    }

    /** Null if one of the two was not measured. */
    public static @Nullable Double ratio(Run run, String scenario, String value, String arm, String base) {
        Double numerator = figure(run, scenario, value, arm);
        Double denominator = figure(run, scenario, value, base);
        return numerator == null || denominator == null || denominator == 0 ? null : numerator / denominator;
    }

    static @Nullable Double figure(Run run, String scenario, String value, String arm) {
        return run.measurements().stream()
                .filter(each -> each.scenario().equals(scenario) && each.arm().equals(arm))
                .map(each -> each.values().get(value))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    static List<String> scenarios(Run run) {
        return run.measurements().stream().map(Measurement::scenario).distinct().toList();
    }
}
