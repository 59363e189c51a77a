package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Ratios;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Summary;
import java.util.Optional;

/**
 * The median of all rounds of a run, and the range in which it may lie. What is calculated from two of them has the range
 * that it would have if the worst of the one met the best of the other: wider than it really was, never narrower.
 */
record Figure(double median, double lowest, double highest) {

    /** Nothing if this was not measured; without a range if it was measured once. */
    static Optional<Figure> of(Run run, String scenario, String arm, String value) {
        return Ratios.figure(run, scenario, arm, value)
                .map(median -> new Figure(
                        median,
                        Ratios.figure(run, scenario, arm, Summary.lowest(value)).orElse(median),
                        Ratios.figure(run, scenario, arm, Summary.highest(value))
                                .orElse(median)));
    }

    /** As a multiple of another; nothing if that may be zero. */
    Optional<Figure> over(Figure base) {
        return base.lowest <= 0
                ? Optional.empty()
                : Optional.of(new Figure(median / base.median, lowest / base.highest, highest / base.lowest));
    }

    Figure minus(Figure other) {
        return new Figure(median - other.median, lowest - other.highest, highest - other.lowest);
    }

    Figure times(double factor) {
        return new Figure(median * factor, lowest * factor, highest * factor);
    }

    Figure rounded() {
        return new Figure(Math.rint(median), Math.rint(lowest), Math.rint(highest));
    }
}
