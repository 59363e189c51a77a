package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.OpenLoop;
import dev.dbpool.benchmarks.load.Outcomes;
import dev.dbpool.benchmarks.load.Phase;
import dev.dbpool.benchmarks.load.Schedule;
import dev.dbpool.benchmarks.load.Sleep;
import dev.dbpool.benchmarks.load.WindowFigures;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Callers at one rate for warm-up and window.
 *
 * @param load as a multiple of the capacity
 * @param capacityPerSecond what the connections can do at most
 * @param deadline after which a caller has left
 * @param retries how often a caller without a connection tries once more
 */
record OverloadTrial(
        LoadArm arm,
        Database database,
        HoldTime holdTime,
        double load,
        double capacityPerSecond,
        Duration warmUp,
        Duration window,
        Duration deadline,
        int retries,
        long seed)
        implements Cell.Trial {

    @Override
    public SortedMap<String, Double> run() throws Exception {
        Phase phase = new Phase(load * capacityPerSecond, warmUp.plus(window));
        Schedule schedule = Schedule.poisson(seed, holdTime, List.of(phase));
        try (Gateway gateway = arm.open(database)) {
            Outcomes outcomes =
                    new OpenLoop(gateway, new Sleep(), deadline, retries, CallerThreads.VIRTUAL).run(schedule);
            WindowFigures figures = WindowFigures.of(outcomes, warmUp, warmUp.plus(window), deadline);
            SortedMap<String, Double> values = figures.values();
            values.put(Names.OF_CAPACITY, 100 * figures.goodput() / capacityPerSecond);
            values.put(Names.OF_OFFERED, 100 * figures.goodput() / figures.offered());
            values.put("capacity /s", capacityPerSecond);
            return values;
        }
    }
}
