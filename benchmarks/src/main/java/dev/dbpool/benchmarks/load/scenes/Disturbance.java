package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.ClosedLoopFigures;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What comes and goes: a wave of callers, a slow database, callers who try again. */
final class Disturbance implements Scene {
    static final String STEP = "step 1 x, 4 x, 1 x";
    static final String STEP_BELOW = "step 0.9 x, 4 x, 0.9 x";
    static final String SLOW = "database 5 x slower, 0.8 x";
    static final String REPEATS = "2 x, each repeats 3 times";

    private static final Duration CAPACITY_WINDOW = Duration.ofSeconds(4);
    private static final int REPEAT = 3;
    private static final double SLOWNESS = 5;

    private final Scale scale;

    Disturbance(Scale scale) {
        this.scale = scale;
    }

    @Override
    public String name() {
        return "disturbance";
    }

    @Override
    public List<String> method() {
        return List.of(
                "open loop, work and capacity as under overload",
                DisturbedTrial.BEFORE.toSeconds() + " s as usual, " + DisturbedTrial.DISTURBANCE.toSeconds()
                        + " s disturbed, " + DisturbedTrial.AFTER.toSeconds()
                        + " s as usual; goodput, p50 and p99 are those of the"
                        + " disturbed time; under a slow database the capacity is a fifth",
                "recovered: the median of all who come within 100 ms, those who get nothing included, is at most "
                        + (int) DisturbedTrial.TOLERANCE + " x that of the time before, for half a second",
                "repeats: a caller without a connection tries again at once, up to " + REPEAT
                        + " times and until its deadline");
    }

    @Override
    public List<Cell> cells(Database database, long seed) throws Exception {
        HoldTime hold = HoldTime.fixed(Overload.HOLD);
        ClosedLoopFigures limit = Capacity.measure(database, hold, seed, CAPACITY_WINDOW);
        double capacity = limit.perSecond();
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell("capacity", LoadArms.WITHOUT_POOL.label(), limit::values));
        for (LoadArm arm : LoadArms.disturbed()) {
            cells.add(new Cell(STEP, arm.label(), new DisturbedTrial(arm, database, capacity, 1, 4, 1, seed)));
        }
        for (LoadArm arm : LoadArms.disturbed()) {
            cells.add(new Cell(STEP_BELOW, arm.label(), new DisturbedTrial(arm, database, capacity, 0.9, 4, 1, seed)));
        }
        for (LoadArm arm : LoadArms.disturbed()) {
            cells.add(
                    new Cell(SLOW, arm.label(), new DisturbedTrial(arm, database, capacity, 0.8, 0.8, SLOWNESS, seed)));
        }
        for (LoadArm arm : LoadArms.disturbed()) {
            cells.add(new Cell(
                    REPEATS,
                    arm.label(),
                    new OverloadTrial(
                            arm,
                            database,
                            hold,
                            2,
                            capacity,
                            scale.warmUp(),
                            scale.window(),
                            Overload.DEADLINE,
                            REPEAT,
                            seed)));
        }
        return cells;
    }
}
