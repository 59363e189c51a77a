package dev.dbpool.benchmarks.child;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Measurements in JVMs of their own, all in every round, in an order that changes from round to round. */
public final class ChildSection {
    private record Case(String scenario, String arm, List<String> jvmOptions, Class<?> main, List<String> arguments) {}

    private final List<Case> cases = new ArrayList<>();
    private final int rounds;
    private final Progress progress;

    public ChildSection(int rounds, Progress progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Adds a case: the figures that {@code main} tells, for this arm in this scenario. */
    public ChildSection add(String scenario, String arm, List<String> jvmOptions, Class<?> main, String... arguments) {
        cases.add(new Case(scenario, arm, jvmOptions, main, List.of(arguments)));
        return this;
    }

    /** Blocks until all cases have run as often as there are rounds. */
    public List<Measurement> measure() throws IOException, InterruptedException {
        Map<Case, List<SortedMap<String, Double>>> figures = new LinkedHashMap<>();
        cases.forEach(each -> figures.put(each, new ArrayList<>()));
        Random order = new Random(2);
        for (int round = 1; round <= rounds; round++) {
            List<Case> shuffled = new ArrayList<>(cases);
            Collections.shuffle(shuffled, order);
            for (Case each : shuffled) {
                progress.step("round %d of %d: %s, %s", round, rounds, each.arm(), each.scenario());
                figures.computeIfAbsent(each, none -> new ArrayList<>())
                        .add(Child.run(
                                each.jvmOptions(), each.main(), each.arguments().toArray(String[]::new)));
            }
        }
        return figures.entrySet().stream()
                .map(each ->
                        new Measurement(each.getKey().scenario(), each.getKey().arm(), summary(each.getValue())))
                .toList();
    }

    private static SortedMap<String, Double> summary(List<SortedMap<String, Double>> rounds) {
        SortedMap<String, List<Double>> figures = new TreeMap<>();
        rounds.forEach(round -> round.forEach((name, figure) ->
                figures.computeIfAbsent(name, none -> new ArrayList<>()).add(figure)));
        return Summary.of(figures);
    }
}
