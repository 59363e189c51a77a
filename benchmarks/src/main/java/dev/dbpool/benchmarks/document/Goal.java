package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.RatioCheck;
import dev.dbpool.benchmarks.results.Run;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure that the pool should reach.
 *
 * @param figure what is measured
 * @param part in whose run
 * @param limit the worst that will do
 * @param atMost whether the figure should be at most the limit, or at least
 * @param unit behind the number
 * @param reading takes it from the run; empty if it was not measured
 */
record Goal(String figure, String part, double limit, boolean atMost, String unit, Reading reading) {

    interface Reading {
        Optional<Double> of(Run run);
    }

    static Reading value(String scenario, String arm, String value) {
        return run -> Results.value(run, scenario, arm, value);
    }

    /** The figure of an arm as a multiple of another arm's. */
    static Reading ratio(String scenario, String value, String arm, String base) {
        return run -> Optional.ofNullable(RatioCheck.ratio(run, scenario, value, arm, base));
    }

    /** The figure of an arm as a multiple of its own in another scenario. */
    static Reading growth(String scenario, String usual, String arm, String value) {
        return run -> Results.value(run, scenario, arm, value)
                .flatMap(now -> Results.value(run, usual, arm, value).map(before -> now / before));
    }

    boolean reachedBy(double got) {
        return atMost ? got <= limit : got >= limit;
    }

    String row(Run run, double got) {
        return String.format(
                Locale.ROOT,
                "| %s | %s %s | %s | %s | %s %s |%n",
                figure,
                atMost ? "≤" : "≥",
                number(limit),
                number(got),
                reachedBy(got) ? "yes" : "**no**",
                run.mode(),
                run.startedAt().toString().substring(0, 10));
    }

    private String number(double value) {
        if (Double.isInfinite(value)) {
            return "never";
        }
        String text = String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
        return unit.isEmpty() ? text : text + " " + unit;
    }
}
