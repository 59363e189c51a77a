package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.results.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
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
 * What one JVM measured of one benchmark, each the lower quartile of its iterations.
 *
 * @param wallNanos per operation, as a thread sees it
 * @param cpuNanos of the process, per operation
 * @param bytes allocated per operation
 */
record JmhFork(double wallNanos, double cpuNanos, double bytes) {
    private static final String ALLOCATION = "gc.alloc.rate.norm";

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
        return new JmhFork(
                quartile(result, IterationResult::getPrimaryResult),
                quartile(result, iteration -> iteration.getSecondaryResults().get(CpuTime.LABEL)),
                quartile(result, iteration -> iteration.getSecondaryResults().get(ALLOCATION)));
    }

    private static double quartile(RunResult result, Function<IterationResult, Result<?>> figure) {
        List<Double> figures = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                figures.add(figure.apply(iteration).getScore());
            }
        }
        return Quantiles.lowerQuartile(figures);
    }
}
