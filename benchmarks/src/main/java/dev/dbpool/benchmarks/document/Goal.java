package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Ratios;
import dev.dbpool.benchmarks.results.Run;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure that the pool should reach.
 *
 * @param figure what is measured
 * @param part in whose run
 * @param bound the worst that will do
 * @param unit behind the number
 * @param reading takes it from the run; empty if it was not measured
 */
record Goal(String figure, String part, Bound bound, String unit, Reading reading) {

    interface Reading {
        Optional<Double> of(Run run);
    }

    /**
     * How good it should be.
     *
     * @param atMost whether the figure should be at most the limit, or at least
     * @param limit may depend on what the same run measured elsewhere
     */
    record Bound(boolean atMost, Reading limit) {
        static Bound atMost(double limit) {
            return new Bound(true, run -> Optional.of(limit));
        }

        static Bound atLeast(double limit) {
            return new Bound(false, run -> Optional.of(limit));
        }

        boolean holds(double got, double limit) {
            return atMost ? got <= limit : got >= limit;
        }
    }

    static Reading value(String scenario, String arm, String value) {
        return run -> Ratios.figure(run, scenario, arm, value);
    }

    /** The figure of an arm as a multiple of another arm's. */
    static Reading ratio(String scenario, String value, String arm, String base) {
        return run -> Optional.ofNullable(Ratios.ratio(run, scenario, value, arm, base));
    }

    /** How much more the figure of an arm is than another arm's. */
    static Reading difference(String scenario, String value, String arm, String base) {
        return run -> Ratios.figure(run, scenario, arm, value)
                .flatMap(ours -> Ratios.figure(run, scenario, base, value).map(theirs -> ours - theirs));
    }

    /** The figure of an arm as a multiple of its own in another scenario. */
    static Reading growth(String scenario, String usual, String arm, String value) {
        return run -> Ratios.figure(run, scenario, arm, value)
                .flatMap(now -> Ratios.figure(run, usual, arm, value).map(before -> now / before));
    }

    /** Empty if the run has not measured it. */
    Optional<String> row(Run run) {
        return reading.of(run)
                .flatMap(got -> bound.limit()
                        .of(run)
                        .map(limit -> String.format(
                                Locale.ROOT,
                                "| %s | %s %s | %s | %s | %s |%n",
                                figure,
                                bound.atMost() ? "≤" : "≥",
                                number(limit),
                                number(got),
                                bound.holds(got, limit) ? "yes" : "**no**",
                                origin(run))));
    }

    static String origin(Run run) {
        return run.mode() + " " + run.startedAt().toString().substring(0, 10);
    }

    private String number(double value) {
        if (Double.isInfinite(value)) {
            return Column.NEVER;
        }
        String text = String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
        return unit.isEmpty() ? text : text + " " + unit;
    }
}
