package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** More callers than the connections can serve, each with 10 ms of work and no more than a second of patience. */
final class Overload implements Scene {
    static final Duration HOLD = Duration.ofMillis(10);
    static final Duration DEADLINE = Duration.ofSeconds(1);

    private final Scale scale;

    Overload(Scale scale) {
        this.scale = scale;
    }

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public List<String> method() {
        List<String> method = new ArrayList<>(List.of(
                "open loop: callers come as a Poisson process, each in a virtual thread of its own, whatever the pool does;"
                        + " latency counts from when a caller was to come",
                "work: select pg_sleep(0.010) on " + LoadArm.CONNECTIONS + " connections; a caller leaves after "
                        + DEADLINE.toSeconds() + " s",
                Capacity.METHOD,
                "goodput: work done within the caller's deadline and within the window of "
                        + scale.window().toSeconds() + " s, which begins after "
                        + scale.warmUp().toSeconds()
                        + " s of the same load; what a queue yields after the window is not counted",
                "in each round the order of all cells is drawn anew and all arms meet the same arrivals;"
                        + " told are the median and the range"));
        if (scale == Scale.FULL) {
            method.add(LoadArms.LIMITERS);
        }
        return method;
    }

    /** In brief, half the load is there for the latency of ours that the others are compared with. */
    private List<LoadArm> arms(double load) {
        if (scale == Scale.FULL) {
            return LoadArms.overload();
        }
        return load < 1 ? List.of(LoadArms.adaptive(DEADLINE)) : LoadArms.overloadInBrief();
    }

    private List<Double> loads() {
        return scale == Scale.FULL ? List.of(0.5, 0.9, 1.0, 1.5, 2.0, 4.0) : List.of(0.5, 1.0, 4.0);
    }

    @Override
    public Round round(Database database, long seed) throws Exception {
        HoldTime hold = HoldTime.fixed(HOLD);
        Capacity capacity = Capacity.measure(database, hold, seed);
        List<Cell> cells = new ArrayList<>();
        cells.add(capacity.cell());
        for (double load : loads()) {
            for (LoadArm arm : arms(load)) {
                cells.add(new Cell(
                        Names.load(load),
                        arm.label(),
                        new OverloadTrial(
                                arm,
                                database,
                                hold,
                                load,
                                capacity.perSecond(),
                                scale.warmUp(),
                                scale.window(),
                                DEADLINE,
                                0,
                                seed)));
            }
        }
        return new Round(cells, List.of(capacity.atTheEnd()));
    }
}
