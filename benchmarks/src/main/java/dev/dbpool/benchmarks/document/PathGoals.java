package dev.dbpool.benchmarks.document;

import static dev.dbpool.benchmarks.results.Names.AGROAL_METRICS;
import static dev.dbpool.benchmarks.results.Names.BYTES;
import static dev.dbpool.benchmarks.results.Names.CPU;
import static dev.dbpool.benchmarks.results.Names.DB_POOL;
import static dev.dbpool.benchmarks.results.Names.HIKARI;

import dev.dbpool.benchmarks.document.Goal.Bound;
import dev.dbpool.benchmarks.document.Goal.Reading;
import dev.dbpool.benchmarks.results.Names;
import java.util.List;

/** What the pool should cost when all is well. */
final class PathGoals {
    private static final String PART = "path";
    private static final String ONE = Names.acquireBy(1);
    private static final String RECORD = Names.RECORD + Names.ONE_THREAD;
    private static final String TIMES_BARE = "× HikariCP bare";

    private PathGoals() {}

    static List<Goal> all() {
        return List.of(
                goal(ONE + ", everything on, CPU", 0.95, TIMES_BARE, ratioToBare(ONE)),
                goal(
                        ONE + ", everything on, CPU",
                        1,
                        "× " + AGROAL_METRICS,
                        Goal.ratio(ONE, CPU, DB_POOL, AGROAL_METRICS)),
                goal(Names.acquireBy(2) + ", CPU", 1, TIMES_BARE, ratioToBare(Names.acquireBy(2))),
                goal(Names.acquireBy(8) + " on 10 connections, CPU", 1, TIMES_BARE, ratioToBare(Names.acquireBy(8))),
                goal(ONE + ", allocation", 48, "B/op", wholeBytes(ONE)),
                goal(RECORD + ", CPU", 10, "ns", Goal.value(RECORD, DB_POOL, CPU)),
                goal(RECORD + ", allocation", 0, "B", wholeBytes(RECORD)),
                goal(
                        "scrape of 11 pools, median",
                        1,
                        "ms",
                        Goal.value(Names.SCRAPE, Names.pools(11), Names.MEDIAN_MILLIS)),
                goal(
                        "acquisition during a scrape of its pool, p99",
                        1 + Watch.TOLERANCE,
                        "× that during a scrape of others",
                        Goal.ratio(Names.SCRAPE_DELAY, Names.DURING_P99, Names.OWN_SCRAPES, Names.OTHER_SCRAPES)),
                goal(
                        "acquisition during a scrape of its pool, share of time in those above 10 µs",
                        5,
                        "points more than during a scrape of others",
                        Goal.difference(Names.SCRAPE_DELAY, Names.DURING_SLOW, Names.OWN_SCRAPES, Names.OTHER_SCRAPES)),
                goal(
                        "metrics of a pool with 10 connections",
                        8,
                        "KiB",
                        Goal.value(Names.FOOTPRINT, Names.cores(2, false), Names.HEAP)));
    }

    private static Goal goal(String figure, double limit, String unit, Reading reading) {
        return new Goal(figure, PART, Bound.atMost(limit), unit, reading);
    }

    private static Reading ratioToBare(String scenario) {
        return Goal.ratio(scenario, CPU, DB_POOL, HIKARI);
    }

    /** The profiler's own allocations are a fraction of a byte. */
    private static Reading wholeBytes(String scenario) {
        return run -> Figure.of(run, scenario, DB_POOL, BYTES).map(Figure::rounded);
    }
}
