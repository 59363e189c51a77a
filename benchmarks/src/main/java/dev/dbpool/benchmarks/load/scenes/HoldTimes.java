package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Work of other lengths than the one that overload is measured with: does shedding do harm where none is needed? */
final class HoldTimes implements Scene {
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
                "open loop as under overload; the capacity of each workload is measured in every round; where hold times"
                        + " are drawn, it is calculated from their mean and what work of "
                        + Overload.HOLD.toMillis() + " ms took beside its hold time in the same round",
                "callers leave, and pools time out, after 1 s; after 10 s where work may take 2 s",
                BatchTrial.method(PATIENT));
    }

    @Override
    public Round round(Database database, long seed) throws Exception {
        Capacity usual = Capacity.measure(database, HoldTime.fixed(Overload.HOLD), seed);
        List<Cell> cells = new ArrayList<>();
        cells.add(usual.cell());
        for (Workload workload : WORKLOADS) {
            HoldTime hold = workload.holdTime();
            double capacity = hold.varies()
                    ? usual.perSecond(hold)
                    : Capacity.measure(database, hold, seed).perSecond();
            for (double load : LOADS) {
                for (LoadArm arm : LoadArms.disciplines(workload.patience())) {
                    cells.add(new Cell(
                            workload.label() + ", " + Names.load(load),
                            arm.label(),
                            new OverloadTrial(
                                    arm,
                                    database,
                                    hold,
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
        return new Round(cells, List.of(usual.atTheEnd()));
    }
}
