package dev.dbpool.benchmarks.path;

import java.time.Duration;

/**
 * How much time a run takes for its certainty.
 *
 * @param mode its name in the results
 * @param forks JVMs per arm and scenario, one arm after the other in every round
 * @param warmUps iterations that are thrown away
 * @param iterations that count
 * @param iteration how long each is: short, so that a low quantile finds those that nobody disturbed
 */
record Effort(String mode, int forks, int warmUps, int iterations, Duration iteration) {
    static final Effort QUICK = new Effort("quick", 3, 8, 15, Duration.ofMillis(200));
    static final Effort FULL = new Effort("full", 5, 8, 15, Duration.ofMillis(200));

    Effort withForks(int others) {
        return new Effort(mode, others, warmUps, iterations, iteration);
    }
}
