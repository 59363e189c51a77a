package dev.dbpool.benchmarks.document;

import static dev.dbpool.benchmarks.results.Names.DB_POOL;
import static dev.dbpool.benchmarks.results.Names.EIGHT_ON_FOUR;
import static dev.dbpool.benchmarks.results.Names.HIKARI;
import static dev.dbpool.benchmarks.results.Names.THOUSAND_ON_TEN;

import dev.dbpool.benchmarks.document.Goal.Bound;
import dev.dbpool.benchmarks.document.Goal.Reading;
import dev.dbpool.benchmarks.results.Names;
import java.util.List;

/** What the engine should reach where callers meet, sessions are cold or missing, or nothing is there yet. */
final class EngineGoals {
    private static final String PART = "engine";
    private static final String TIMES = "× HikariCP's";

    /** Counted in the last commit with HikariCP below, without the handles, which delegated by hand. */
    private static final int LINES_ON_HIKARI = 16_275;

    private EngineGoals() {}

    static List<Goal> all() {
        return List.of(
                atLeast(EIGHT_ON_FOUR + ", throughput", 1, TIMES, throughput(EIGHT_ON_FOUR)),
                atLeast(EIGHT_ON_FOUR + ", Jain over a second", 0.99, "", ours(EIGHT_ON_FOUR, Names.JAIN)),
                atLeast(THOUSAND_ON_TEN + ", throughput", 1, TIMES, throughput(THOUSAND_ON_TEN)),
                atLeast(THOUSAND_ON_TEN + ", Jain over a second", 0.999, "", ours(THOUSAND_ON_TEN, Names.JAIN)),
                atMost(THOUSAND_ON_TEN + ", starved", 0, "callers", ours(THOUSAND_ON_TEN, Names.STARVED)),
                atMost(Names.COLD + ", hand-outs that pay a test", 5, "%", ours(Names.COLD, Names.TESTED)),
                atMost(Names.GROWTH_COLD + ", last served", 300, "ms", ours(Names.GROWTH_COLD, Names.LAST_SERVED)),
                atMost(
                        Names.GROWTH_EVICTED + ", last served",
                        300,
                        "ms",
                        ours(Names.GROWTH_EVICTED, Names.LAST_SERVED)),
                atMost(
                        Names.FIRST_CONNECTION + ", CPU of the caller",
                        1.5,
                        TIMES,
                        Goal.ratio(Names.FIRST_CONNECTION, Names.CALLER_CPU_MILLIS, DB_POOL, HIKARI)),
                atMost(
                        Names.FIRST_CONNECTION + ", CPU of the process",
                        1.5,
                        TIMES,
                        Goal.ratio(Names.FIRST_CONNECTION, Names.CPU_MILLIS, DB_POOL, HIKARI)),
                atMost(
                        Names.FIRST_CONNECTION + Names.WITH_AOT_CACHE + ", CPU of the caller",
                        60,
                        "ms",
                        ours(Names.FIRST_CONNECTION + Names.WITH_AOT_CACHE, Names.CALLER_CPU_MILLIS)),
                atMost(Names.POOL_FOOTPRINT, 40, "KiB", ours(Names.POOL_FOOTPRINT, Names.HEAP)),
                atMost(
                        Names.MAIN_CODE + ", no more than on HikariCP",
                        LINES_ON_HIKARI,
                        Names.LINES,
                        ours(Names.MAIN_CODE, Names.LINES)));
    }

    private static Goal atMost(String figure, double limit, String unit, Reading reading) {
        return new Goal(figure, PART, Bound.atMost(limit), unit, reading);
    }

    private static Goal atLeast(String figure, double limit, String unit, Reading reading) {
        return new Goal(figure, PART, Bound.atLeast(limit), unit, reading);
    }

    private static Reading ours(String scenario, String figure) {
        return Goal.value(scenario, DB_POOL, figure);
    }

    private static Reading throughput(String scenario) {
        return Goal.ratio(scenario, Names.PER_SECOND, DB_POOL, HIKARI);
    }
}
