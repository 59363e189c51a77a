package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import dev.dbpool.benchmarks.results.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What comes and goes: a wave of callers, a slow database, callers who try again. */
final class Disturbance implements Scene {
    private static final int RETRIES = 3;
    private static final int SLOWNESS = 5;

    /** How close to the unloaded latency a pool must come back to count as recovered. */
    private static final double TOLERANCE = 2;

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
                        + " disturbed time; under a slow database the capacity is that of work which takes "
                        + SLOWNESS + " times as long",
                "recovered: the median of all who come within 100 ms, those who get nothing included, is at most "
                        + (int) TOLERANCE + " x the unloaded p50, the same for all arms, for half a second; unloaded is"
                        + " db-pool fifo at " + Names.UNLOADED + " in the same round, where nobody queues; never: not"
                        + " within the " + DisturbedTrial.AFTER.toSeconds() + " s; empty: the median was above that"
                        + " bound before anything happened, so there was nothing to come back to",
                "retries: a caller without a connection tries again at once, without a pause, up to " + RETRIES
                        + " times, so " + (RETRIES + 1) + " attempts in all, until its deadline");
    }

    @Override
    public Round round(Database database, long seed) throws Exception {
        Capacity capacity = Capacity.measure(database, HoldTime.fixed(Overload.HOLD), seed);
        Cell unloaded = unloaded(database, capacity, seed);
        SortedMap<String, Double> unloadedFigures = unloaded.trial().run();
        double bound = TOLERANCE * unloadedFigures.getOrDefault(Names.P50, Double.NaN);
        List<Cell> cells = new ArrayList<>();
        cells.add(capacity.cell());
        cells.add(new Cell(unloaded.scenario(), unloaded.arm(), () -> unloadedFigures));
        for (DisturbedTrial.Weather weather : List.of(
                new DisturbedTrial.Weather(Names.STEP, 1, 4, 1),
                new DisturbedTrial.Weather(Names.STEP_BELOW, 0.9, 4, 1),
                new DisturbedTrial.Weather(Names.SLOW, 0.8, 0.8, SLOWNESS))) {
            for (LoadArm arm : arms()) {
                cells.add(new Cell(
                        weather.label(),
                        arm.label(),
                        new DisturbedTrial(arm, database, capacity, weather, bound, seed)));
            }
        }
        for (LoadArm arm : arms()) {
            cells.add(new Cell(Names.RETRIES, arm.label(), steady(arm, database, capacity, 2, RETRIES, seed)));
        }
        return new Round(cells, List.of(capacity.atTheEnd()));
    }

    private List<LoadArm> arms() {
        return scale == Scale.FULL ? LoadArms.overload() : LoadArms.disturbedInBrief();
    }

    /** What an acquisition and its work take when nobody queues, whichever the pool. */
    private Cell unloaded(Database database, Capacity capacity, long seed) {
        LoadArm arm = LoadArms.fifo(Overload.DEADLINE);
        return new Cell(Names.UNLOADED, arm.label(), steady(arm, database, capacity, 0.5, 0, seed));
    }

    private Cell.Trial steady(LoadArm arm, Database database, Capacity capacity, double load, int retries, long seed) {
        return new OverloadTrial(
                arm,
                database,
                HoldTime.fixed(Overload.HOLD),
                load,
                capacity.perSecond(),
                scale.warmUp(),
                scale.window(),
                Overload.DEADLINE,
                retries,
                seed);
    }
}
