package dev.dbpool.benchmarks.load;

import java.time.Duration;

/** A stretch of time in which callers come at one mean rate. */
public record Phase(double ratePerSecond, Duration length) {
    public Phase {
        if (!(ratePerSecond > 0) || length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("a phase needs a rate and a length above zero: " + ratePerSecond
                    + "/s for " + length.toMillis() + " ms");
        }
    }
}
