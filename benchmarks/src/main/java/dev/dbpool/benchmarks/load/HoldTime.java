package dev.dbpool.benchmarks.load;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long each caller holds his connection, in microseconds: drawn, so that it can be drawn again.
 *
 * @param draw one of them
 * @param meanMicros of infinitely many
 * @param varies whether they differ
 */
public record HoldTime(Draw draw, double meanMicros, boolean varies) {

    /** Takes all its chance from the argument. */
    @FunctionalInterface
    public interface Draw {
        int micros(SplittableRandom random);
    }

    public static HoldTime fixed(Duration time) {
        int micros = wholeMicros(time);
        return new HoldTime(random -> micros, micros, false);
    }

    /**
     * Log-normal with the given mean: most are short, few are very long.
     *
     * @param sigma standard deviation of the logarithm; 1 puts the 99th percentile at six times the mean
     */
    public static HoldTime logNormal(Duration mean, double sigma) {
        // The mean of exp(N(µ, σ²)) is exp(µ + σ²/2).
        double mu = Math.log(wholeMicros(mean)) - sigma * sigma / 2;
        return new HoldTime(
                random -> (int) Math.min(Integer.MAX_VALUE, Math.exp(mu + sigma * random.nextGaussian())),
                wholeMicros(mean),
                true);
    }

    /**
     * Some much longer than the others.
     *
     * @param shareOfLong between 0 and 1
     */
    public static HoldTime mix(Duration usual, Duration longer, double shareOfLong) {
        int usualMicros = wholeMicros(usual);
        int longMicros = wholeMicros(longer);
        return new HoldTime(
                random -> random.nextDouble() < shareOfLong ? longMicros : usualMicros,
                usualMicros * (1 - shareOfLong) + longMicros * shareOfLong,
                true);
    }

    /** Of the next caller. */
    public int micros(SplittableRandom random) {
        return draw.micros(random);
    }

    private static int wholeMicros(Duration time) {
        return Math.toIntExact(time.toNanos() / 1_000);
    }
}
