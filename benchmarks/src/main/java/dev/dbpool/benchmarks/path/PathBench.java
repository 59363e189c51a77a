package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.child.ChildSection;
import dev.dbpool.benchmarks.child.Progress;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.results.Machine;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Versions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Measures the acquire path and writes the figures to a folder: {@code PathBench quick|full FOLDER [ROUNDS]}. */
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

    private static final List<Arm> QUICK_ARMS =
            List.of(Arm.DB_POOL, Arm.HIKARI, Arm.HIKARI_MICROMETER, Arm.HIKARI_OPENTELEMETRY, Arm.AGROAL_METRICS);

    /** How long acquisitions are watched beside scrapes. */
    private static final int LONG_SECONDS = 4;

    private static final int SHORT_SECONDS = 2;

    private PathBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        boolean full = arguments[0].equals("full");
        Effort usual = full ? Effort.FULL : Effort.QUICK;
        Effort effort = arguments.length > 2 ? usual.withForks(Integer.parseInt(arguments[2])) : usual;
        List<Arm> arms = full ? List.of(Arm.values()) : QUICK_ARMS;
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        SortedMap<String, String> machine = Machine.here();
        Progress progress = new Progress(System.out);
        List<Measurement> measurements = new ArrayList<>();
        measurements.addAll(new AcquireSection(effort, arms, List.of(1, 2, 8), progress).measure());
        if (full) {
            measurements.addAll(new PartsSection(effort.withForks(1), progress)
                    .recorders()
                    .callSites()
                    .measured());
            measurements.addAll(scrapes(new ChildSection(2, progress)));
            measurements.addAll(scrapeDelays(LONG_SECONDS, new ChildSection(3, progress)));
            measurements.addAll(footprints(new ChildSection(1, progress)));
        } else {
            measurements.addAll(scrapeDelays(SHORT_SECONDS, new ChildSection(3, progress)));
        }
        Run run =
                new Run("path", effort.mode(), startedAt, machine, Versions.of(MEASURED), method(effort), measurements);
        System.out.println(new ResultFiles(Path.of(arguments[1])).write(run));
    }

    private static List<Measurement> scrapes(ChildSection section) throws Exception {
        for (int pools : new int[] {1, 11, 200}) {
            section.add(Names.SCRAPE, Names.pools(pools), List.of(), ScrapeCost.class, String.valueOf(pools));
        }
        return section.measure();
    }

    private static List<Measurement> scrapeDelays(int seconds, ChildSection section) throws Exception {
        String length = String.valueOf(seconds);
        return section.add(Names.SCRAPE_DELAY, "nothing is scraped", List.of(), ScrapeDelay.class, "nothing", length)
                .add(Names.SCRAPE_DELAY, Names.OTHER_SCRAPES, List.of(), ScrapeDelay.class, "other", length)
                .add(Names.SCRAPE_DELAY, Names.OWN_SCRAPES, List.of(), ScrapeDelay.class, "own", length)
                .measure();
    }

    private static List<Measurement> footprints(ChildSection section) throws Exception {
        for (int cores : new int[] {1, 2, 8, 32}) {
            List<String> withCores = List.of("-Xmx2g", "-XX:ActiveProcessorCount=" + cores);
            section.add(Names.FOOTPRINT, Names.cores(cores, false), withCores, MetricsFootprint.class, "calm", "10")
                    .add(Names.FOOTPRINT, Names.cores(cores, true), withCores, MetricsFootprint.class, "fight", "10");
        }
        for (int connections : new int[] {20, 50}) {
            section.add(
                    Names.FOOTPRINT,
                    Names.connections(connections),
                    List.of("-Xmx2g", "-XX:ActiveProcessorCount=2"),
                    MetricsFootprint.class,
                    "calm",
                    String.valueOf(connections));
        }
        return section.measure();
    }

    private static List<String> method(Effort effort) {
        boolean full = effort.mode().equals(Effort.FULL.mode());
        return List.of(
                "platform threads: " + effort.forks() + " forks of " + effort.iterations() + " iterations of "
                        + effort.iteration().toMillis() + " ms after " + effort.warmUps()
                        + " to warm up, in random order; peers that no goal names in the first and each "
                        + AcquireSection.ROUNDS_OF_OTHERS + "th round after it, not with two threads; of the rest "
                        + (full
                                ? "3 rounds of acquisitions beside scrapes, 2 of scrapes, 1 of memory and of parts"
                                : "3 rounds of acquisitions beside scrapes"),
                "CPU ns/op is the CPU time of the whole process: neighbours do not inflate it, waiting does not count; of"
                        + " each fork the median of windows of " + JmhFork.WINDOW
                        + " iterations, because the system counts"
                        + " it in steps of 10 ms",
                "wall ns/op and B/op are the lower quartile of a fork's iterations; of all figures the median of the forks"
                        + " [lowest–highest]",
                "beside scrapes: 11 pools scraped a hundred times a second, the acquisitions of one of them that overlap a"
                        + " scrape apart from the others; scraping another registry shows what a busy core takes anyway");
    }
}
