package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.child.Progress;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.runner.RunnerException;

/** What small parts of the path cost, by themselves: recording one latency, and looking for the call site. */
final class PartsSection {
    private final Effort effort;
    private final Progress progress;
    private final List<Measurement> measurements = new ArrayList<>();

    PartsSection(Effort effort, Progress progress) {
        this.effort = effort;
        this.progress = progress;
    }

    PartsSection recorders() throws RunnerException {
        Map<String, String> methods = new LinkedHashMap<>();
        methods.put("sessionTally", Names.DB_POOL);
        methods.put("clientJavaHistogram", Names.CLIENT_JAVA);
        methods.put("nanoTime", Names.CLOCK);
        for (int threads : new int[] {1, 2}) {
            measure(Names.RECORD + Names.threads(threads), Recorders.class, threads, methods);
        }
        return this;
    }

    PartsSection callSites() throws RunnerException {
        Map<String, String> methods = new LinkedHashMap<>();
        methods.put("notDue", "no look is due");
        methods.put("near", "a look, the application right above");
        methods.put("far", "a look, 60 frames of libraries between");
        measure(Names.CALL_SITE, CallSiteLooks.class, 1, methods);
        return this;
    }

    /** @param methods of the benchmark, and as what they are shown */
    private void measure(String scenario, Class<?> benchmark, int threads, Map<String, String> methods)
            throws RunnerException {
        Map<String, List<JmhFork>> forks = new LinkedHashMap<>();
        methods.keySet().forEach(method -> forks.put(method, new ArrayList<>()));
        Random order = new Random(3);
        for (int round = 1; round <= effort.forks(); round++) {
            List<String> shuffled = new ArrayList<>(methods.keySet());
            Collections.shuffle(shuffled, order);
            for (String method : shuffled) {
                progress.step("round %d of %d: %s, %s", round, effort.forks(), method, scenario);
                forks.computeIfAbsent(method, none -> new ArrayList<>())
                        .add(JmhFork.run(benchmark, method, threads, Map.of(), effort));
            }
        }
        forks.forEach((method, measured) -> measurements.add(
                new Measurement(scenario, methods.getOrDefault(method, method), AcquireSection.figures(measured))));
    }

    List<Measurement> measured() {
        return List.copyOf(measurements);
    }
}
