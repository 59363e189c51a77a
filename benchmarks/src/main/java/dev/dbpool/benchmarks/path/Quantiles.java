package dev.dbpool.benchmarks.path;

import java.util.Collection;

/** Quantiles of few figures, by the nearest rank. */
final class Quantiles {
    private Quantiles() {}

    /**
     * The figure that a quarter do not exceed. On a machine with neighbours it says more of the code than the median:
     * disturbances only ever add.
     */
    static double lowerQuartile(Collection<Double> figures) {
        return quantile(figures, 0.25);
    }

    static double median(Collection<Double> figures) {
        return quantile(figures, 0.5);
    }

    static double quantile(Collection<Double> figures, double quantile) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }
}
