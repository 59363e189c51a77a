package dev.dbpool.internal.text;

import java.time.Duration;
import java.util.Locale;

/** Numbers with their units, with as many digits as tell something. */
public final class Amount {
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_DAY = 86_400;

    private Amount() {}

    /** {@code 120 ms}, {@code 1.5 s}, {@code 41 s}, {@code 2 min 5 s}, {@code 3 h 10 min}; below zero is zero. */
    public static String time(Duration time) {
        if (time.isNegative()) {
            return "0 ms";
        }
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return time.toMillis() + " ms";
        }
        if (seconds < 10 && time.toMillisPart() >= 50) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        if (seconds < 2 * SECONDS_PER_MINUTE) {
            return seconds + " s";
        }
        if (seconds < 2 * SECONDS_PER_HOUR) {
            return two(seconds, SECONDS_PER_MINUTE, "min", 1, "s");
        }
        return seconds < 2 * SECONDS_PER_DAY
                ? two(seconds, SECONDS_PER_HOUR, "h", SECONDS_PER_MINUTE, "min")
                : two(seconds, SECONDS_PER_DAY, "d", SECONDS_PER_HOUR, "h");
    }

    private static String two(long seconds, int large, String largeUnit, int small, String smallUnit) {
        long rest = seconds % large / small;
        return seconds / large + " " + largeUnit + (rest == 0 ? "" : " " + rest + " " + smallUnit);
    }

    /** {@code 75 %} for 0.75. */
    public static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    /** {@code 0.4}, {@code 7.3}, {@code 120}. */
    public static String number(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.1f", value) : Long.toString(Math.round(value));
    }
}
