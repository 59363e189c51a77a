package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Work of other lengths than the one that overload is measured with: does shedding do harm where none is needed? */
final class HoldTimes implements Scene {
    private static final Duration CAPACITY_WINDOW = Duration.ofSeconds(6);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final List<Double> LOADS = List.of(0.9, 1.0, 2.0);

    /** @param patience deadline of the callers, and timeout of the pool */
    private record Workload(String label, HoldTime holdTime, Duration patience, Duration warmUp, Duration window) {}

    private static final List<Workload> WORKLOADS = List.of(
            new Workload(
                    "1 ms", HoldTime.fixed(Duration.ofMillis(1)), Overload.DEADLINE, WARM_UP, Duration.ofSeconds(8)),
            new Workload(
                    "100 ms",
                    HoldTime.fixed(Duration.ofMillis(100)),
                    Overload.DEADLINE,
                    WARM_UP,
                    Duration.ofSeconds(12)),
            new Workload(
                    "log-normal, mean 10 ms, sigma 1",
                    HoldTime.logNormal(Duration.ofMillis(10), 1),
                    Overload.DEADLINE,
                    WARM_UP,
                    Duration.ofSeconds(8)),
            new Workload(
                    "99 % 5 ms, 1 % 2 s",
                    HoldTime.mix(Duration.ofMillis(5), Duration.ofSeconds(2), 0.01),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(20)));

    @Override
    public String name() {
        return "hold";
    }

    @Override
    public List<String> method() {
        return List.of(
                "open loop as under overload; the capacity is measured for each workload in every round",
                "callers leave, and pools time out, after 1 s; after 10 s where work may take 2 s",
                BatchTrial.LABEL + ": all come within a second and wait up to " + PATIENT.toSeconds()
                        + " s; goodput is that of the whole run");
    }

    @Override
    public List<Cell> cells(Database database, long seed) throws Exception {
        List<Cell> cells = new ArrayList<>();
        for (Workload workload : WORKLOADS) {
            double capacity = Capacity.measure(database, workload.holdTime(), seed, CAPACITY_WINDOW)
                    .perSecond();
            for (double load : LOADS) {
                for (LoadArm arm : LoadArms.disciplines(workload.patience())) {
                    cells.add(new Cell(
                            workload.label() + ", " + load + " x",
                            arm.label(),
                            new OverloadTrial(
                                    arm,
                                    database,
                                    workload.holdTime(),
                                    load,
                                    capacity,
                                    workload.warmUp(),
                                    workload.window(),
                                    workload.patience(),
                                    0,
                                    seed)));
                }
            }
        }
        for (LoadArm arm : LoadArms.disciplines(PATIENT)) {
            cells.add(new Cell(BatchTrial.LABEL, arm.label(), new BatchTrial(arm, database, PATIENT, seed)));
        }
        return cells;
    }
}
