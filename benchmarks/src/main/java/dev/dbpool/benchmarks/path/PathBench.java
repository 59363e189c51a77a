package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.results.Machine;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Versions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Measures the acquire path and writes the figures to a folder: {@code PathBench quick|full FOLDER}. */
public final class PathBench {
    private static final Set<String> MEASURED = Set.of(
            "HikariCP",
            "agroal-pool",
            "tomcat-jdbc",
            "commons-dbcp2",
            "vibur-dbcp",
            "c3p0",
            "flexy-pool-core",
            "micrometer-core",
            "simpleclient",
            "opentelemetry-hikaricp-3.0",
            "opentelemetry-sdk",
            "metrics-core",
            "prometheus-metrics-core",
            "jmh-core");

    private static final List<Arm> QUICK_ARMS = List.of(
            Arm.DB_POOL, Arm.HIKARI, Arm.HIKARI_MICROMETER, Arm.HIKARI_MICROMETER_HISTOGRAM, Arm.AGROAL_METRICS);

    private PathBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        boolean full = arguments[0].equals("full");
        Effort effort = full ? Effort.FULL : Effort.QUICK;
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Progress progress = new Progress(System.out);
        List<Measurement> measurements = new ArrayList<>(new AcquireSection(
                        effort,
                        full ? List.of(Arm.values()) : QUICK_ARMS,
                        full ? List.of(1, 2, 8) : List.of(1, 8),
                        progress)
                .measure());
        Run run = new Run(
                "path", effort.mode(), startedAt, Machine.here(), Versions.of(MEASURED), List.of(), measurements);
        System.out.println(new ResultFiles(Path.of(arguments[1])).write(run));
    }
}
