package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the pool should reach, and what it reached in the newest run that measured it. */
final class Goals {
    private static final String ADAPTIVE = "db-pool adaptive, 1 s";
    private static final String DB_POOL = "db-pool";
    private static final String HIKARI = "HikariCP";
    private static final String OF_CAPACITY = "goodput % of capacity";
    private static final String OF_OFFERED = "goodput % of offered";

    private Goals() {}

    private static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        for (String threads : List.of("1 thread", "2 threads", "8 threads")) {
            goals.add(new Goal(
                    "acquire+release with everything on, " + threads + ", CPU",
                    "path",
                    1.95,
                    true,
                    "× HikariCP bare",
                    Goal.ratio("acquire+release, " + threads, "cpu ns/op", DB_POOL, HIKARI)));
        }
        goals.add(atLeast("goodput at 0.9 ×", 97, "% of offered", "0.9 x", OF_OFFERED));
        goals.add(atLeast("goodput at 1 ×", 92, "% of offered", "1.0 x", OF_OFFERED));
        goals.add(atLeast("goodput at 4 ×", 97, "% of capacity", "4.0 x", OF_CAPACITY));
        goals.add(new Goal(
                "`adaptive`: p50 at 4 ×",
                "overload",
                2,
                true,
                "× that at 0.5 ×",
                Goal.growth("4.0 x", "0.5 x", ADAPTIVE, "p50 ms")));
        goals.add(new Goal(
                "`adaptive`: p99 at 4 ×",
                "overload",
                10,
                true,
                "× that at 0.5 ×",
                Goal.growth("4.0 x", "0.5 x", ADAPTIVE, "p99 ms")));
        goals.add(recovery("step 0.9 x, 4 x, 0.9 x"));
        goals.add(recovery("step 1 x, 4 x, 1 x"));
        goals.add(new Goal(
                "`adaptive`: goodput at 2 ×, each repeats 3 times",
                "disturbance",
                95,
                false,
                "% of capacity",
                Goal.value("2 x, each repeats 3 times", ADAPTIVE, OF_CAPACITY)));
        return goals;
    }

    private static Goal atLeast(String figure, double limit, String unit, String scenario, String value) {
        return new Goal("`adaptive`: " + figure, "overload", limit, false, unit, Goal.value(scenario, ADAPTIVE, value));
    }

    private static Goal recovery(String scenario) {
        return new Goal(
                "`adaptive`: recovery, " + scenario,
                "disturbance",
                1,
                true,
                "s",
                // A pool that did not recover has no such figure.
                run -> Goal.value(scenario, ADAPTIVE, "recovery s")
                        .of(run)
                        .or(() -> Results.value(run, scenario, ADAPTIVE, "usual p50 ms")
                                .map(measured -> Double.POSITIVE_INFINITY)));
    }

    static String markdown(Results results) throws IOException {
        StringBuilder table = new StringBuilder("| figure | goal | got | reached | run |\n|---|--:|--:|---|---|\n");
        for (Goal goal : all()) {
            Optional<Run> run = results.newest(goal.part());
            if (run.isPresent()) {
                goal.reading().of(run.get()).ifPresent(got -> table.append(goal.row(run.get(), got)));
            }
        }
        worstHold(results).ifPresent(table::append);
        return table.toString();
    }

    /** Over all workloads: the one in which adaptive does worst beside fifo. */
    private static Optional<String> worstHold(Results results) throws IOException {
        Optional<Run> run = results.newest("hold");
        return run.flatMap(found -> ScenarioTable.of(found).stream()
                .map(table -> new Goal(
                        "`adaptive` beside `fifo`, the worst of all workloads: " + table.scenario(),
                        "hold",
                        0.97,
                        false,
                        "× its goodput",
                        Goal.ratio(table.scenario(), "goodput /s", "db-pool adaptive", "db-pool fifo")))
                .filter(goal -> goal.reading().of(found).isPresent())
                .min(Comparator.comparing(goal -> goal.reading().of(found).orElseThrow()))
                .map(goal -> goal.row(found, goal.reading().of(found).orElseThrow())));
    }
}
