package dev.dbpool.benchmarks.document;

import static dev.dbpool.benchmarks.results.Names.ACQUIRE;
import static dev.dbpool.benchmarks.results.Names.BYTES;
import static dev.dbpool.benchmarks.results.Names.CLOCK;
import static dev.dbpool.benchmarks.results.Names.CPU;
import static dev.dbpool.benchmarks.results.Names.DB_POOL;
import static dev.dbpool.benchmarks.results.Names.HIKARI;

import dev.dbpool.benchmarks.document.Goal.Bound;
import dev.dbpool.benchmarks.document.Goal.Reading;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Ratios;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the pool should cost when all is well. */
final class PathGoals {
    private static final String PART = "path";
    private static final String ONE = ACQUIRE + Names.ONE_THREAD;
    private static final String RECORD = Names.RECORD + Names.ONE_THREAD;
    private static final String TIMES_BARE = "× HikariCP bare";

    /** The call, the hand-out and the return: what times of acquisition and holding cannot do without. */
    private static final int CLOCK_READS = 3;

    private PathGoals() {}

    static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        goals.add(goal(ONE + ", everything on, CPU", 1.95, TIMES_BARE, ratioToBare(ONE)));
        for (String threads : List.of(Names.threads(2), Names.threads(8), Names.VIRTUAL)) {
            String scenario = ACQUIRE + threads;
            goals.add(new Goal(
                    scenario + ", CPU, no worse than with 1 thread",
                    PART,
                    new Bound(
                            true,
                            run -> ratioToBare(ONE).of(run).map(one -> one.median() * (1 + noise(run, scenario)))),
                    TIMES_BARE,
                    ratioToBare(scenario)));
        }
        goals.add(goal(
                ONE + ", CPU beside the cheapest instrumented HikariCP",
                1,
                "× its CPU",
                PathGoals::besideInstrumented));
        goals.add(goal(ONE + ", CPU more than HikariCP and three clock reads", 30, "ns", PathGoals::overLimit));
        goals.add(goal(ONE + ", allocation", 48, "B/op more than HikariCP", wholeBytes(ONE, DB_POOL, HIKARI)));
        goals.add(goal(RECORD + ", CPU", 10, "ns", Goal.value(RECORD, DB_POOL, CPU)));
        goals.add(goal(
                RECORD + ", allocation",
                0,
                "B",
                run -> Figure.of(run, RECORD, DB_POOL, BYTES).map(Figure::rounded)));
        goals.add(goal(
                "scrape of 11 pools, median", 1, "ms", Goal.value(Names.SCRAPE, Names.pools(11), Names.MEDIAN_MILLIS)));
        goals.add(goal(
                "acquisition during a scrape of its pool, p99",
                1 + Watch.TOLERANCE,
                "× that during a scrape of others",
                Goal.ratio(Names.SCRAPE_DELAY, Names.DURING_P99, Names.OWN_SCRAPES, Names.OTHER_SCRAPES)));
        goals.add(goal(
                "acquisition during a scrape of its pool, share of time in those above 10 µs",
                5,
                "points more than during a scrape of others",
                Goal.difference(Names.SCRAPE_DELAY, Names.DURING_SLOW, Names.OWN_SCRAPES, Names.OTHER_SCRAPES)));
        goals.add(goal(
                "metrics of a pool, 2 cores, after a fight",
                16,
                "KiB",
                Goal.value(Names.FOOTPRINT, Names.cores(2, true), Names.HEAP)));
        return goals;
    }

    private static Goal goal(String figure, double limit, String unit, Reading reading) {
        return new Goal(figure, PART, Bound.atMost(limit), unit, reading);
    }

    static Reading ratioToBare(String scenario) {
        return Goal.ratio(scenario, CPU, DB_POOL, HIKARI);
    }

    /**
     * By how much a ratio may differ by chance: half the range of the forks over their median, the largest of all four
     * figures that are compared, but no more than what counts as a regression elsewhere.
     */
    private static double noise(Run run, String scenario) {
        return Stream.of(ONE, scenario)
                .flatMap(each -> Stream.of(DB_POOL, HIKARI).map(arm -> halfRange(run, each, arm)))
                .flatMap(Optional::stream)
                .mapToDouble(Math::abs)
                .map(noise -> Math.min(noise, Watch.TOLERANCE))
                .max()
                .orElse(0);
    }

    private static Optional<Double> halfRange(Run run, String scenario, String arm) {
        return Ratios.figure(run, scenario, arm, CPU)
                .flatMap(median -> Ratios.figure(run, scenario, arm, Summary.lowest(CPU))
                        .flatMap(lowest -> Ratios.figure(run, scenario, arm, Summary.highest(CPU))
                                .map(highest -> (highest - lowest) / 2 / median)));
    }

    /** Nothing if the one that was always the cheapest is not among them. */
    private static Optional<Figure> besideInstrumented(Run run) {
        List<String> instrumented = run.measurements().stream()
                .filter(each -> each.scenario().equals(ONE) && each.arm().startsWith(Names.HIKARI_INSTRUMENTED))
                .map(Measurement::arm)
                .toList();
        return instrumented.contains(Names.HIKARI_CHEAPEST_INSTRUMENTED)
                ? instrumented.stream()
                        .flatMap(arm -> Goal.ratio(ONE, CPU, DB_POOL, arm).of(run).stream())
                        .max(Comparator.comparing(Figure::median))
                : Optional.empty();
    }

    private static Optional<Figure> overLimit(Run run) {
        return Goal.difference(ONE, CPU, DB_POOL, HIKARI)
                .of(run)
                .flatMap(more -> Figure.of(run, RECORD, CLOCK, CPU).map(read -> more.minus(read.times(CLOCK_READS))));
    }

    /** The profiler's own allocations are a fraction of a byte. */
    private static Reading wholeBytes(String scenario, String arm, String base) {
        return run -> Goal.difference(scenario, BYTES, arm, base).of(run).map(Figure::rounded);
    }
}
