package dev.dbpool.benchmarks.load;

import java.time.Duration;
import java.util.SplittableRandom;

/** How long each caller holds his connection, in microseconds: drawn, so that it can be drawn again. */
@FunctionalInterface
public interface HoldTime {
    int micros(SplittableRandom random);

    static HoldTime fixed(Duration time) {
        int micros = micros(time);
        return random -> micros;
    }

    /**
     * Log-normal with the given mean: most are short, few are very long.
     *
     * @param sigma standard deviation of the logarithm; 1 puts the 99th percentile at six times the mean
     */
    static HoldTime logNormal(Duration mean, double sigma) {
        // The mean of exp(N(µ, σ²)) is exp(µ + σ²/2).
        double mu = Math.log(micros(mean)) - sigma * sigma / 2;
        return random -> (int) Math.min(Integer.MAX_VALUE, Math.exp(mu + sigma * random.nextGaussian()));
    }

    /**
     * Some much longer than the others.
     *
     * @param shareOfLong between 0 and 1
     */
    static HoldTime mix(Duration usual, Duration longer, double shareOfLong) {
        int usualMicros = micros(usual);
        int longMicros = micros(longer);
        return random -> random.nextDouble() < shareOfLong ? longMicros : usualMicros;
    }

    private static int micros(Duration time) {
        return Math.toIntExact(time.toNanos() / 1_000);
    }
}
