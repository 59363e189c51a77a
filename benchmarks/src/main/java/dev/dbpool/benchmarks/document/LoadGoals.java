package dev.dbpool.benchmarks.document;

import static dev.dbpool.benchmarks.results.Names.ADAPTIVE;
import static dev.dbpool.benchmarks.results.Names.OF_CAPACITY;
import static dev.dbpool.benchmarks.results.Names.OF_OFFERED;

import dev.dbpool.benchmarks.document.Goal.Bound;
import dev.dbpool.benchmarks.results.Names;
import java.util.List;

/** What should be left of the pool when too many callers come. */
final class LoadGoals {
    private static final String OVERLOAD = "overload";
    private static final String DISTURBANCE = "disturbance";
    private static final String FOURFOLD = Names.load(4);

    private LoadGoals() {}

    static List<Goal> all() {
        return List.of(
                goodput("goodput at 0.9 ×", 97, "% of offered", Names.load(0.9), OF_OFFERED),
                goodput("goodput at 1 ×", 92, "% of offered", Names.load(1), OF_OFFERED),
                goodput("goodput at 4 ×", 97, "% of capacity", FOURFOLD, OF_CAPACITY),
                latency("p50 at 4 ×", 2, Names.P50),
                latency("p99 at 4 ×", 10, Names.P99),
                recovery(Names.STEP_BELOW),
                recovery(Names.STEP),
                new Goal(
                        "`adaptive`: goodput at 2 ×, up to 3 retries each",
                        DISTURBANCE,
                        Bound.atLeast(95),
                        "% of capacity",
                        Goal.value(Names.RETRIES, ADAPTIVE, OF_CAPACITY)));
    }

    private static Goal goodput(String figure, double limit, String unit, String scenario, String value) {
        return new Goal(
                "`adaptive`: " + figure, OVERLOAD, Bound.atLeast(limit), unit, Goal.value(scenario, ADAPTIVE, value));
    }

    private static Goal latency(String figure, double limit, String value) {
        return new Goal(
                "`adaptive`: " + figure,
                OVERLOAD,
                Bound.atMost(limit),
                "× that at 0.5 ×",
                Goal.growth(FOURFOLD, Names.UNLOADED, ADAPTIVE, value));
    }

    private static Goal recovery(String scenario) {
        return new Goal(
                "`adaptive`: recovery, " + scenario,
                DISTURBANCE,
                Bound.atMost(1),
                "s",
                Goal.value(scenario, ADAPTIVE, Names.RECOVERY));
    }

    /** Whether a query is served as often as by HikariCP, both without a test before it or both with one. */
    static Goal noSlower(String scenario, boolean testAlways) {
        return new Goal(
                "`SELECT 1`" + (testAlways ? ", a test before each" : "") + ", the worst of all: " + scenario,
                "query",
                Bound.atLeast(1),
                "× HikariCP's throughput",
                testAlways
                        ? Goal.ratio(scenario, Names.PER_SECOND, Names.QUERY_ALWAYS, Names.HIKARI_ALWAYS)
                        : Goal.ratio(scenario, Names.PER_SECOND, Names.QUERY_IDLE, Names.HIKARI));
    }

    /** Whether shedding does harm in this workload. */
    static Goal harmless(String workload) {
        return new Goal(
                "`adaptive` beside `fifo`, the worst of all workloads: " + workload,
                "hold",
                Bound.atLeast(0.97),
                "× its goodput",
                Goal.ratio(workload, Names.GOODPUT, Names.ADAPTIVE_PATIENT, Names.FIFO_PATIENT));
    }
}
