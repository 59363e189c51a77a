package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.child.Progress;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Acquire and release by platform threads, in an order that changes from round to round. Arms that goals are about take
 * part in every round; the others, to see where they stand, in the first and then in each fourth, and not with two threads.
 */
final class AcquireSection {
    static final int ROUNDS_OF_OTHERS = 4;
    private static final Set<Arm> JUDGED = Set.of(Arm.DB_POOL, Arm.HIKARI, Arm.AGROAL_METRICS);

    private record Case(int threads, Arm arm) {
        boolean isMeasured() {
            return isJudged() || threads != 2;
        }

        private boolean isJudged() {
            return JUDGED.contains(arm);
        }

        boolean takesPartIn(int round) {
            return isJudged() || round % ROUNDS_OF_OTHERS == 1;
        }
    }

    private final Effort effort;
    private final List<Case> cases = new ArrayList<>();
    private final Progress progress;

    AcquireSection(Effort effort, List<Arm> arms, List<Integer> threads, Progress progress) {
        this.effort = effort;
        this.progress = progress;
        threads.forEach(count -> arms.forEach(arm -> cases.add(new Case(count, arm))));
        cases.removeIf(each -> !each.isMeasured());
    }

    List<Measurement> measure() throws RunnerException {
        Map<Case, List<JmhFork>> forks = new LinkedHashMap<>();
        cases.forEach(each -> forks.put(each, new ArrayList<>()));
        Random order = new Random(1);
        for (int round = 1; round <= effort.forks(); round++) {
            for (Case each : shuffled(round, order)) {
                progress.step(
                        "round %d of %d: %s, %s",
                        round, effort.forks(), each.arm().label(), Names.acquireBy(each.threads()));
                forks.computeIfAbsent(each, unseen -> new ArrayList<>())
                        .add(JmhFork.run(
                                AcquireRelease.class,
                                "acquireRelease",
                                each.threads(),
                                Map.of("arm", each.arm().name()),
                                effort));
            }
        }
        return forks.entrySet().stream()
                .map(each -> new Measurement(
                        Names.acquireBy(each.getKey().threads()),
                        each.getKey().arm().label(),
                        figures(each.getValue())))
                .toList();
    }

    private List<Case> shuffled(int round, Random order) {
        List<Case> shuffled = new ArrayList<>(cases);
        shuffled.removeIf(each -> !each.takesPartIn(round));
        Collections.shuffle(shuffled, order);
        return shuffled;
    }

    static SortedMap<String, Double> figures(List<JmhFork> forks) {
        SortedMap<String, List<Double>> figures = new TreeMap<>();
        figures.put(Names.CPU, forks.stream().map(JmhFork::cpuNanos).toList());
        figures.put("wall ns/op", forks.stream().map(JmhFork::wallNanos).toList());
        figures.put(Names.BYTES, forks.stream().map(JmhFork::bytes).toList());
        return Summary.of(figures);
    }
}
