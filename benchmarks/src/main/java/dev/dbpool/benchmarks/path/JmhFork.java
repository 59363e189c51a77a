package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.results.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one JVM measured of one benchmark.
 *
 * @param wallNanos per operation, as a thread sees it; the lower quartile of the iterations
 * @param cpuNanos of the process, per operation; the median of windows of {@value #WINDOW} iterations
 * @param bytes allocated per operation; the lower quartile of the iterations
 */
record JmhFork(double wallNanos, double cpuNanos, double bytes) {
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /** So long that a step of 10 ms, in which the system counts CPU time, is a hundredth of it. */
    static final int WINDOW = 5;

    /** Runs the benchmark method in a new JVM, with these values for its parameters. */
    static JmhFork run(Class<?> benchmark, String method, int threads, Map<String, String> parameters, Effort effort)
            throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(effort.iteration().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote(benchmark.getName() + "." + method) + "$")
                .forks(1)
                .threads(threads)
                .warmupIterations(effort.warmUps())
                .warmupTime(iteration)
                .measurementIterations(effort.iterations())
                .measurementTime(iteration)
                .addProfiler(CpuTime.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        parameters.forEach((name, value) -> options.param(name, value));
        return of(new Runner(options.build()).runSingle());
    }

    private static JmhFork of(RunResult result) {
        return of(result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList());
    }

    private static JmhFork of(List<IterationResult> iterations) {
        return new JmhFork(
                Quantiles.lowerQuartile(scores(iterations, IterationResult::getPrimaryResult)),
                perOperation(
                        scores(iterations, each -> each.getSecondaryResults().get(CpuTime.LABEL)),
                        iterations.stream()
                                .map(each -> (double) each.getMetadata().getAllOps())
                                .toList()),
                Quantiles.lowerQuartile(
                        scores(iterations, each -> each.getSecondaryResults().get(ALLOCATION))));
    }

    private static List<Double> scores(List<IterationResult> iterations, Function<IterationResult, Result<?>> figure) {
        return iterations.stream().map(each -> figure.apply(each).getScore()).toList();
    }

    /** The compiler, too, works on the account of the process: mostly in the first windows, which the median passes over. */
    static double perOperation(List<Double> nanos, List<Double> operations) {
        List<Double> windows = new ArrayList<>();
        for (int from = 0; from + WINDOW <= nanos.size(); from += WINDOW) {
            windows.add(sum(nanos.subList(from, from + WINDOW)) / sum(operations.subList(from, from + WINDOW)));
        }
        return Quantiles.median(windows);
    }

    private static double sum(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).sum();
    }
}
