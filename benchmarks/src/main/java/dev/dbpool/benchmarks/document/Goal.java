package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Names;
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
        Optional<Figure> of(Run run);
    }

    /**
     * How good it should be.
     *
     * @param atMost whether the figure should be at most the limit, or at least
     * @param limit the worst that will do
     */
    record Bound(boolean atMost, double limit) {
        static Bound atMost(double limit) {
            return new Bound(true, limit);
        }

        static Bound atLeast(double limit) {
            return new Bound(false, limit);
        }

        String verdict(Figure got) {
            boolean reached = holds(got.median());
            boolean always = holds(atMost ? got.highest() : got.lowest());
            boolean never = !holds(atMost ? got.lowest() : got.highest());
            return (reached ? "yes" : "**no**") + (always || never ? "" : ", within the noise");
        }

        private boolean holds(double got) {
            return atMost ? got <= limit : got >= limit;
        }
    }

    static Reading value(String scenario, String arm, String value) {
        return run -> Figure.of(run, scenario, arm, value);
    }

    /** The figure of an arm as a multiple of another arm's. */
    static Reading ratio(String scenario, String value, String arm, String base) {
        return run -> Figure.of(run, scenario, arm, value)
                .flatMap(ours -> Figure.of(run, scenario, base, value).flatMap(ours::over));
    }

    /** How much more the figure of an arm is than another arm's. */
    static Reading difference(String scenario, String value, String arm, String base) {
        return run -> Figure.of(run, scenario, arm, value)
                .flatMap(ours -> Figure.of(run, scenario, base, value).map(ours::minus));
    }

    /** The figure of an arm as a multiple of its own in another scenario. */
    static Reading growth(String scenario, String usual, String arm, String value) {
        return run -> Figure.of(run, scenario, arm, value)
                .flatMap(now -> Figure.of(run, usual, arm, value).flatMap(now::over));
    }

    /** Empty if the run has not measured it. */
    Optional<String> row(Run run) {
        return reading.of(run)
                .map(got -> String.format(
                        Locale.ROOT,
                        "| %s | %s %s | %s | %s | %s |%n",
                        figure,
                        bound.atMost() ? "≤" : "≥",
                        number(bound.limit()) + unitAfter(bound.limit()),
                        number(got.median()) + range(got) + unitAfter(got.median()),
                        bound.verdict(got),
                        origin(run)));
    }

    /** Which run, and of which commit. */
    static String origin(Run run) {
        return run.mode() + " " + run.startedAt().toString().substring(0, 10) + ", "
                + run.versions().getOrDefault(Names.DB_POOL, "?");
    }

    private static String range(Figure got) {
        String lowest = number(got.lowest());
        String highest = number(got.highest());
        return lowest.equals(highest) ? "" : " [" + lowest + "–" + highest + "]";
    }

    private static String number(double value) {
        return Double.isInfinite(value)
                ? Column.NEVER
                : String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.3f" : "%.2f", value)
                        .replaceFirst("\\.?0+$", "")
                        .replaceFirst("^-0?$", "0");
    }

    private String unitAfter(double value) {
        return unit.isEmpty() || Double.isInfinite(value) ? "" : " " + unit;
    }
}
