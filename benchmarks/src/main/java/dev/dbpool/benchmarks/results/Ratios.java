package dev.dbpool.benchmarks.results;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Figures of a run, and ratios between them: those survive a change of machine, the figures do not. */
public final class Ratios {
    private Ratios() {}

    /** Null if one of the two was not measured. */
    public static @Nullable Double ratio(Run run, String scenario, String value, String arm, String base) {
        return figure(run, scenario, arm, value)
                .flatMap(numerator -> figure(run, scenario, base, value)
                        .filter(denominator -> denominator != 0)
                        .map(denominator -> numerator / denominator))
                .orElse(null);
    }

    /** Nothing if this was not measured. */
    public static Optional<Double> figure(Run run, String scenario, String arm, String value) {
        return run.measurements().stream()
                .filter(each -> each.scenario().equals(scenario) && each.arm().equals(arm))
                .flatMap(each -> Optional.ofNullable(each.values().get(value)).stream())
                .findFirst();
    }
}
