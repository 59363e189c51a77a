package dev.dbpool.internal.diagnosis;

import java.time.Duration;

/** Arithmetic on times that come from clocks of two machines: never negative, never too large to add up. */
final class Durations {
    private static final Duration CENTURY = Duration.ofDays(36_500);

    private Durations() {}

    static Duration sane(Duration time) {
        return between(Duration.ZERO, time, CENTURY);
    }

    static double of(Duration time) {
        return sane(time).toNanos() / 1e9;
    }

    /** From the earlier to the later; zero if they are the other way round. */
    static Duration since(Duration earlier, Duration later) {
        return sane(sane(later).minus(sane(earlier)));
    }

    static Duration between(Duration least, Duration time, Duration most) {
        return min(max(least, time), most);
    }

    static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
