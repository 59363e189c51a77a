package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.results.Machine;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Versions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * Puts pools under load on a real PostgreSQL and writes the figures to a folder, a file for each scene:
 * {@code LoadBench quick|full FOLDER [--seed N] [--rounds N] [--only SCENE,…]}. Needs virtual threads.
 */
public final class LoadBench {
    private static final Set<String> MEASURED = Set.of(
            "HikariCP",
            "agroal-pool",
            "resilience4j-bulkhead",
            "concurrency-limits-core",
            "postgresql",
            "HdrHistogram");

    private LoadBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.of(List.of(arguments));
        } catch (IllegalArgumentException misused) {
            System.err.println("bench: " + misused.getMessage());
            System.exit(2);
            return;
        }
        if (!CallerThreads.virtualAvailable()) {
            System.err.println("bench: load needs virtual threads, so a JDK 21 or newer; this is " + Runtime.version());
            System.exit(2);
        }
        run(options);
    }

    private static List<Scene> scenes(Scale scale) {
        return List.of(new OneRow(scale), new Overload(scale), new Disturbance(scale), new HoldTimes());
    }

    private static void run(Options options) throws Exception {
        System.out.println("seed " + options.seed());
        // Once, before anything runs: later the load is our own.
        SortedMap<String, String> machine = Machine.here();
        try (Database database = Database.start()) {
            for (Scene scene : scenes(options.scale())) {
                if (options.only().contains(scene.name())) {
                    run(scene, options, database, machine);
                }
            }
        }
    }

    private static void run(Scene scene, Options options, Database database, SortedMap<String, String> machine)
            throws Exception {
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        SortedMap<String, String> versions = Versions.of(MEASURED);
        versions.put("PostgreSQL", database.version());
        List<String> method = new ArrayList<>(scene.method());
        method.add(options.rounds() + " rounds, seed " + options.seed());
        List<Measurement> measurements =
                new Interleaving(database, options.seed(), System.out::println).run(scene, options.rounds());
        Run run = new Run(scene.name(), options.scale().label(), startedAt, machine, versions, method, measurements);
        System.out.println(new ResultFiles(options.folder()).write(run));
    }
}
