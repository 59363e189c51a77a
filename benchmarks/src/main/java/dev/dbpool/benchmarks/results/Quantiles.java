package dev.dbpool.benchmarks.results;

import java.util.Collection;

/** Quantiles of few figures. Infinite ones, and after them what is not a number, are the highest. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * The figure that a quarter do not exceed. On a machine with neighbours it says more of the code than the median:
     * disturbances only ever add.
     */
    public static double lowerQuartile(Collection<Double> figures) {
        return quantile(figures, 0.25);
    }

    /** The middle one, or the mean of the two in the middle; not a number if there are none. */
    public static double median(Collection<Double> figures) {
        if (figures.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = sorted(figures);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** By the nearest rank, of at least one figure. */
    public static double quantile(Collection<Double> figures, double quantile) {
        double[] sorted = sorted(figures);
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }

    private static double[] sorted(Collection<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
