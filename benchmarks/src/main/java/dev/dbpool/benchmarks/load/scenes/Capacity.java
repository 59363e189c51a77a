package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.ClosedLoop;
import dev.dbpool.benchmarks.load.ClosedLoopFigures;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.Sleep;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import java.time.Duration;
import java.util.SortedMap;

/**
 * What ten connections can do at most: ten callers in a closed loop, each of whom finds a session free at once, because
 * there are as many. No pool is involved, so that the limit favours none.
 */
final class Capacity {
    /** How it is measured, for the reader of the tables. */
    static final String METHOD = "capacity: " + LoadArm.CONNECTIONS + " callers in a closed loop on as many sessions"
            + " without a pool, measured anew in every round, and once more at its end to see whether it has drifted";

    private static final String SCENARIO = "capacity";
    private static final String DRIFT = "drift %";
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final double MICROS = 1e6;

    private final Database database;
    private final HoldTime holdTime;
    private final long seed;
    private final ClosedLoopFigures figures;

    private Capacity(Database database, HoldTime holdTime, long seed, ClosedLoopFigures figures) {
        this.database = database;
        this.holdTime = holdTime;
        this.seed = seed;
        this.figures = figures;
    }

    /** Blocks for some seconds. */
    static Capacity measure(Database database, HoldTime holdTime, long seed) throws Exception {
        return new Capacity(database, holdTime, seed, loop(database, holdTime, seed));
    }

    private static ClosedLoopFigures loop(Database database, HoldTime holdTime, long seed) throws Exception {
        try (Gateway sessions = LoadArms.WITHOUT_POOL.open(database)) {
            return new ClosedLoop(sessions, new Sleep(), holdTime, CallerThreads.VIRTUAL, seed)
                    .run(LoadArm.CONNECTIONS, WARM_UP, WINDOW);
        }
    }

    double perSecond() {
        return figures.perSecond();
    }

    /**
     * What it would be for times that are drawn. Within some seconds too few of the long ones are drawn to measure it,
     * so the mean is calculated, and what each piece of work takes beside its hold time is that of this measurement.
     */
    double perSecond(HoldTime drawn) {
        return perSecond(perSecond(), holdTime.meanMicros(), drawn.meanMicros());
    }

    static double perSecond(double measured, double meanMicros, double drawnMeanMicros) {
        double overheadMicros = Math.max(0, LoadArm.CONNECTIONS * MICROS / measured - meanMicros);
        return LoadArm.CONNECTIONS * MICROS / (drawnMeanMicros + overheadMicros);
    }

    /** As it was measured. */
    Cell cell() {
        return new Cell(SCENARIO, LoadArms.WITHOUT_POOL.label(), figures::values);
    }

    /** Measures it once more. */
    Cell atTheEnd() {
        return new Cell(SCENARIO, LoadArms.WITHOUT_POOL.label() + ", at the end of the round", () -> {
            ClosedLoopFigures now = loop(database, holdTime, seed);
            SortedMap<String, Double> values = now.values();
            values.put(DRIFT, 100 * (now.perSecond() / perSecond() - 1));
            return values;
        });
    }
}
