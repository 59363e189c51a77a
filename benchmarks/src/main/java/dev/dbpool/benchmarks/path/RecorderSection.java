package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** What recording one latency costs, by itself. */
final class RecorderSection {
    private static final Map<String, String> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put("sessionTally", Names.DB_POOL);
        METHODS.put("clientJavaHistogram", Names.CLIENT_JAVA);
        METHODS.put("nanoTime", Names.CLOCK);
    }

    private final Effort effort;
    private final Progress progress;

    RecorderSection(Effort effort, Progress progress) {
        this.effort = effort;
        this.progress = progress;
    }

    List<Measurement> measure() throws RunnerException {
        List<Measurement> measurements = new ArrayList<>();
        for (int threads : new int[] {1, 2}) {
            String scenario = Names.RECORD + Names.threads(threads);
            Map<String, List<JmhFork>> forks = new LinkedHashMap<>();
            for (int round = 1; round <= effort.forks(); round++) {
                for (String method : METHODS.keySet()) {
                    progress.step("round %d of %d: %s, %s", round, effort.forks(), method, scenario);
                    forks.computeIfAbsent(method, none -> new ArrayList<>())
                            .add(JmhFork.run(Recorders.class, method, threads, Map.of(), effort));
                }
            }
            forks.forEach((method, measured) -> measurements.add(
                    new Measurement(scenario, METHODS.getOrDefault(method, method), AcquireSection.figures(measured))));
        }
        return measurements;
    }
}
