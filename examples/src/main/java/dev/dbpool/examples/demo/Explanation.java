package dev.dbpool.examples.demo;

import dev.dbpool.metrics.PoolMetric;

/** What a metric tells, in one line with the numbers of a scrape. */
final class Explanation {
    private Explanation() {}

    static String of(PoolMetric metric, Scrape scrape) {
        String name = metric.fullName();
        return switch (metric) {
            case CONNECTIONS ->
                "%s in use, %s open and idle, %s at most: as of this very scrape"
                        .formatted(
                                connections(scrape, "active"), connections(scrape, "idle"), connections(scrape, "max"));
            case ACQUIRE_DURATION -> {
                Timings times = Timings.upTo(metric, scrape);
                yield "%d acquisitions, each timed: mean %s, 95 %% within %s (buckets add up)"
                        .formatted(times.count(), times.mean(), times.bound(0.95));
            }
            case CONNECTION_ERRORS -> "acquisitions that failed: out of time, pool closed, no session to be had";
            case WAITING_ACQUIRES -> "callers in line for a connection at this moment";
            case HOLD_DURATION -> {
                Timings times = Timings.upTo(metric, scrape);
                yield "how long connections were held: mean %s, 95 %% within %s"
                        .formatted(times.mean(), times.bound(0.95));
            }
            case BUSY_CONNECTION_SECONDS ->
                "grows by 1 per second and connection in use: its rate is their mean number";
            case EXHAUSTED_SECONDS -> "seconds in which all connections were in use";
            case CONNECT_DURATION -> {
                Timings times = Timings.upTo(metric, scrape);
                yield "sessions opened with PostgreSQL: %d, mean %s".formatted(times.count(), times.mean());
            }
            case CONNECT_FAILURES -> "sessions that PostgreSQL did not give, by reason";
            case INVALID_CONNECTIONS -> "connections found dead when tested, before a caller got them";
            case CONNECT_IN_FLIGHT ->
                scrape.value(name) == 0
                        ? "for how long a session has been opening: 0, none is"
                        : "for how long a session has been opening";
            case REJECTED -> "callers refused, because others would have had to wait too long";
            case CANCELLED -> "callers interrupted while they waited";
            case ADMISSION_OVERLOADED -> "1 while callers are refused to protect those that are served";
            case ADMISSION_OVERLOADS -> "times that adaptive admission began to refuse callers";
            case EXHAUSTION_EPISODES -> "times that callers began to fail for want of a connection, by cause";
            case LEAK_SUSPECTS -> "connections that look leaked: held for long, and nothing uses them";
            case INFO -> "always 1: the labels tell what runs";
            default -> metric.help();
        };
    }

    private static String connections(Scrape scrape, String state) {
        return String.valueOf(Math.round(scrape.value(PoolMetric.CONNECTIONS.fullName(), "state=\"" + state + "\"")));
    }
}
