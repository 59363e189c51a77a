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

    private static final String FOOTPRINT = "heap kept by the metrics of a pool with 10 connections";

    private PathBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        boolean full = arguments[0].equals("full");
        Effort effort = full ? Effort.FULL : Effort.QUICK;
        List<Arm> arms = full ? List.of(Arm.values()) : QUICK_ARMS;
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Progress progress = new Progress(System.out);
        List<Measurement> measurements = new ArrayList<>();
        measurements.addAll(
                new AcquireSection(effort, arms, full ? List.of(1, 2, 8) : List.of(1, 8), progress).measure());
        measurements.addAll(virtualCallers(arms, new ChildSection(full ? 3 : 2, progress)));
        if (full) {
            measurements.addAll(new RecorderSection(effort, progress).measure());
            measurements.addAll(scrapes(new ChildSection(effort.forks(), progress)));
            measurements.addAll(footprints(new ChildSection(2, progress)));
            measurements.addAll(firstConnections(arms, new ChildSection(2 * effort.forks(), progress)));
        }
        Run run = new Run(
                "path", effort.mode(), startedAt, Machine.here(), Versions.of(MEASURED), method(effort), measurements);
        System.out.println(new ResultFiles(Path.of(arguments[1])).write(run));
    }

    private static List<Measurement> virtualCallers(List<Arm> arms, ChildSection section) throws Exception {
        if (Runtime.version().feature() < 21) {
            return List.of();
        }
        for (Arm arm : arms) {
            section.add(
                    "acquire+release, 1,000 virtual threads", arm.label(), List.of(), VirtualCallers.class, arm.name());
        }
        return section.measure();
    }

    private static List<Measurement> scrapes(ChildSection section) throws Exception {
        for (String pools : List.of("1", "11", "200")) {
            section.add("a scrape", pools + " pools", List.of(), ScrapeCost.class, pools);
        }
        return section.add("acquire", "while nobody scrapes", List.of(), ScrapeDelay.class, "not scraped")
                .add("acquire", "while scraped 100 times a second", List.of(), ScrapeDelay.class, "scraped")
                .measure();
    }

    private static List<Measurement> footprints(ChildSection section) throws Exception {
        for (int cores : new int[] {1, 2, 8, 32}) {
            List<String> withCores = List.of("-Xmx2g", "-XX:ActiveProcessorCount=" + cores);
            section.add(FOOTPRINT, cores + " cores", withCores, MetricsFootprint.class, "calm")
                    .add(FOOTPRINT, cores + " cores, after a fight", withCores, MetricsFootprint.class, "fight");
        }
        return section.measure();
    }

    private static List<Measurement> firstConnections(List<Arm> arms, ChildSection section) throws Exception {
        for (Arm arm : arms) {
            section.add("first connection in a new JVM", arm.label(), List.of(), FirstConnection.class, arm.name());
        }
        return section.measure();
    }

    private static List<String> method(Effort effort) {
        return List.of(
                effort.forks() + " forks of " + effort.iterations() + " iterations of "
                        + effort.iteration().toMillis() + " ms after " + effort.warmUps()
                        + " to warm up; all arms in every round, in random order",
                "of each fork the lower quartile of its iterations, of the forks the median [lowest–highest]",
                "CPU ns/op is the CPU time of the whole process: neighbours do not inflate it, waiting does not count");
    }
}
