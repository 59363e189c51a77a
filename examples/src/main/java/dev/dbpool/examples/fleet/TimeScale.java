package dev.dbpool.examples.fleet;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes durations, written as Prometheus and Alertmanager write them, shorter by a factor. Immutable.
 *
 * @param factor by which durations are divided
 */
public record TimeScale(int factor) {
    /** A duration, to be embedded into other patterns. */
    static final String DURATION = "(?:\\d+(?:ms|[smhdwy]))+";

    private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhdwy])");
    private static final Map<String, Long> MILLIS = Map.of(
            "ms", 1L,
            "s", 1_000L,
            "m", 60_000L,
            "h", 3_600_000L,
            "d", 86_400_000L,
            "w", 604_800_000L,
            "y", 31_536_000_000L);

    /** The duration divided by the factor, a millisecond at the least. */
    public String scaled(String duration) {
        return text(Math.max(1, millis(duration) / factor));
    }

    /** The same, but no less than a number of milliseconds. */
    String scaled(String duration, long leastMillis) {
        return text(Math.max(leastMillis, millis(duration) / factor));
    }

    private static String text(long millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    private static long millis(String duration) {
        if (!duration.matches(DURATION)) {
            throw new IllegalArgumentException("not a duration: " + duration);
        }
        long millis = 0;
        for (Matcher part = PART.matcher(duration); part.find(); ) {
            millis += Long.parseLong(part.group(1)) * MILLIS.getOrDefault(part.group(2), 0L);
        }
        return millis;
    }
}
