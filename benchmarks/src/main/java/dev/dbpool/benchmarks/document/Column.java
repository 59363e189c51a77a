package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Ratios;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Summary;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table: a heading, and what stands under it for each measurement. A value that was not measured is an
 * empty cell.
 */
record Column(String heading, Cell cell) {

    /** For an endless time: what was waited for did not happen. */
    static final String NEVER = "never";

    interface Cell {
        String text(Run run, Measurement row);
    }

    /** @param digits behind the point */
    static Column of(String heading, String value, int digits) {
        return new Column(heading, (run, row) -> number(row.values().get(value), digits));
    }

    /** The median, with the lowest and the highest of all rounds. */
    static Column withRange(String heading, String value, int digits) {
        return new Column(heading, (run, row) -> {
            String median = number(row.values().get(value), digits);
            String lowest = number(row.values().get(Summary.lowest(value)), digits);
            String highest = number(row.values().get(Summary.highest(value)), digits);
            return lowest.isEmpty() || highest.isEmpty() ? median : median + " [" + lowest + "–" + highest + "]";
        });
    }

    /** How many times the figure of another arm in the same scenario and run. */
    static Column ratio(String value, String base) {
        return new Column(
                "× " + base, (run, row) -> number(Ratios.ratio(run, row.scenario(), value, row.arm(), base), 2));
    }

    /** Shown only where there are any. */
    static Column fault(String heading, String value) {
        return new Column(heading, (run, row) -> {
            double count = row.values().getOrDefault(value, 0.0);
            return count > 0 ? number(count, 0) : "";
        });
    }

    static Column percent(String heading, String value, int digits) {
        return new Column(heading, (run, row) -> {
            String number = number(row.values().get(value), digits);
            return number.isEmpty() ? number : number + " %";
        });
    }

    private static String number(@Nullable Double value, int digits) {
        if (value != null && value.isInfinite()) {
            return NEVER;
        }
        return value == null ? "" : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
