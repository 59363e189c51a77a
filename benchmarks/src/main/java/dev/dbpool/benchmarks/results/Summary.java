package dev.dbpool.benchmarks.results;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is told of figures that were measured several times: the median under the figure's own name, beside it the
 * lowest and the highest. What never happened in a round, such as a recovery, is infinite there; what does not exist,
 * such as the latency of nobody, is not a number and left out.
 */
public final class Summary {
    private static final String LOWEST = "lowest ";
    private static final String HIGHEST = "highest ";

    private Summary() {}

    /** The name under which the lowest of all rounds is told. */
    public static String lowest(String figure) {
        return LOWEST + figure;
    }

    /** The name under which the highest of all rounds is told. */
    public static String highest(String figure) {
        return HIGHEST + figure;
    }

    /** Whether this is one end of the range of another figure. */
    public static boolean isEndOfRange(String name) {
        return name.startsWith(LOWEST) || name.startsWith(HIGHEST);
    }

    /** Of several rounds, each with its figures by name. */
    public static SortedMap<String, Double> of(SortedMap<String, List<Double>> rounds) {
        SortedMap<String, Double> summary = new TreeMap<>();
        rounds.forEach((name, figures) -> {
            List<Double> sorted = figures.stream().sorted().toList();
            put(summary, name, Quantiles.median(sorted));
            if (sorted.size() > 1) {
                put(summary, lowest(name), sorted.get(0));
                put(summary, highest(name), sorted.get(sorted.size() - 1));
            }
        });
        return summary;
    }

    private static void put(SortedMap<String, Double> summary, String name, double value) {
        if (!Double.isNaN(value)) {
            summary.put(name, value);
        }
    }
}
