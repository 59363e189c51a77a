package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.child.ChildSection;
import dev.dbpool.benchmarks.child.Progress;
import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.StubDriver;
import dev.dbpool.benchmarks.results.Machine;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import dev.dbpool.benchmarks.results.Versions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Measures what an engine does besides lending what lies ready, and writes the figures to a folder: {@code EngineBench
 * quick|full FOLDER [ROUNDS]}. Each measurement can be run alone, too: its class has a {@code main} whose comment names the
 * arguments.
 */
public final class EngineBench {
    private static final Set<String> MEASURED = Set.of("HikariCP", "agroal-pool", "micrometer-core");
    private static final List<Arm> ARMS = List.of(Arm.DB_POOL, Arm.HIKARI, Arm.AGROAL_METRICS);
    private static final List<String> LOGIN_OF_50_MILLIS = List.of("-D" + StubDriver.LOGIN_TAKES + "=50");

    private static final List<String> ROOM = List.of("-Xmx2g");

    private final int rounds;
    private final boolean full;
    private final Progress progress = new Progress(System.out);

    private EngineBench(boolean full, int rounds) {
        this.full = full;
        this.rounds = rounds;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        boolean full = arguments[0].equals("full");
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : full ? 5 : 2;
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        SortedMap<String, String> machine = Machine.here();
        EngineBench bench = new EngineBench(full, rounds);
        List<Measurement> measurements = bench.measure();
        Run run = new Run(
                "engine", arguments[0], startedAt, machine, Versions.of(MEASURED), bench.method(), measurements);
        System.out.println(new ResultFiles(Path.of(arguments[1])).write(run));
    }

    private List<Measurement> measure() throws Exception {
        List<Measurement> measurements = new ArrayList<>();
        measurements.addAll(contended());
        measurements.addAll(cold());
        measurements.addAll(growth());
        measurements.addAll(start());
        measurements.addAll(memory());
        measurements.addAll(MainCode.measured());
        return measurements;
    }

    private ChildSection section(int itsRounds) {
        return new ChildSection(itsRounds, progress);
    }

    private List<Measurement> contended() throws Exception {
        ChildSection section = section(rounds);
        for (Arm arm : ARMS) {
            section.add(
                    Names.EIGHT_ON_FOUR,
                    arm.label(),
                    List.of(),
                    ContendedCallers.class,
                    arm.name(),
                    CallerThreads.PLATFORM.name(),
                    "8",
                    "4");
            if (CallerThreads.virtualAvailable()) {
                section.add(
                        Names.THOUSAND_ON_TEN,
                        arm.label(),
                        List.of(),
                        ContendedCallers.class,
                        arm.name(),
                        CallerThreads.VIRTUAL.name(),
                        "1000",
                        "10");
            }
        }
        return section.measure();
    }

    private List<Measurement> cold() throws Exception {
        ChildSection section = section(coldRounds());
        ARMS.forEach(arm -> section.add(Names.COLD, arm.label(), List.of(), ColdCalls.class, arm.name(), "12"));
        return section.measure();
    }

    /** Fewer, because each counts hundreds of hand-outs. */
    private int coldRounds() {
        return Math.max(1, rounds / 2);
    }

    /** More, because a start is over soon. */
    private int startRounds() {
        return rounds + 1;
    }

    private List<Measurement> growth() throws Exception {
        ChildSection section = section(rounds);
        for (Arm arm : ARMS) {
            section.add(Names.GROWTH_COLD, arm.label(), LOGIN_OF_50_MILLIS, Burst.class, arm.name(), "cold")
                    .add(Names.GROWTH_EVICTED, arm.label(), LOGIN_OF_50_MILLIS, Burst.class, arm.name(), "evicted");
        }
        return section.measure();
    }

    private List<Measurement> start() throws Exception {
        Path folder = Files.createTempDirectory("archives");
        try {
            ChildSection section = section(startRounds());
            addStarts(section, new ClassArchives(folder));
            return section.measure();
        } finally {
            delete(folder);
        }
    }

    private void addStarts(ChildSection section, ClassArchives archives) throws Exception {
        for (Arm arm : full ? List.of(Arm.values()) : ARMS) {
            addStart(section, "", arm, List.of());
        }
        for (Arm arm : ARMS) {
            addStart(section, Names.WITH_APP_CDS, arm, archives.appCds(arm));
            if (Runtime.version().feature() >= 25) {
                addStart(section, Names.WITH_AOT_CACHE, arm, archives.aotCache(arm));
            }
        }
    }

    private static void addStart(ChildSection section, String how, Arm arm, List<String> options) {
        section.add(Names.FIRST_CONNECTION + how, arm.label(), options, FirstConnection.class, arm.name());
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private List<Measurement> memory() throws Exception {
        ChildSection section = section(2);
        for (Arm arm : List.of(Arm.DB_POOL, Arm.HIKARI, Arm.HIKARI_MICROMETER, Arm.AGROAL_METRICS)) {
            section.add(Names.POOL_FOOTPRINT, arm.label(), ROOM, PoolFootprint.class, arm.name());
        }
        return section.measure();
    }

    private List<String> method() {
        return List.of(
                "all arms in every round, each in a JVM of its own, in random order: " + rounds
                        + " rounds of callers in loops and of growth, " + startRounds() + " of first connections, "
                        + coldRounds() + " of cold sessions, 2 of memory; told are the median and the range",
                "in a loop without a pause: 5 windows of 1 s after 3 s to warm up, each connection held across one"
                        + " Thread.yield; Jain's index (1 if all callers had the same) and p99, of acquiring and holding together,"
                        + " are the median of the windows, the longest wait and the starved callers the worst",
                "cold sessions: 16 threads, each with one call a second at moments of its own, held for 1 ms, on 10 open"
                        + " sessions for 12 s; the tests are counted at the stub",
                "growth: 20 callers at once on a pool for 20 with 1 open session, a login takes 50 ms, classes are loaded;"
                        + " evicted: all 20 were open and are replaced",
                "first connection: loading the classes, opening the pool, borrowing once; the login is a stub whose classes"
                        + " are loaded before; the caller's CPU is that of the thread that opens and borrows, the other that"
                        + " of the whole process, in steps of 10 ms; archives are made by a run of the same",
                "heap: objects that live, counted one by one; of 20 pools in one registry, every connection used once, its"
                        + " sessions of the stub included",
                "main code: lines of the library that are not blank, without the handles that it lends; what those delegate"
                        + " is generated");
    }
}
