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
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** Long transactions that come all at once, whose callers have time: nobody should be sent away. */
record BatchTrial(LoadArm arm, Database database, Duration patience, long seed) implements Cell.Trial {
    static final String LABEL = "about 40 transactions of 5 s";

    private static final HoldTime TRANSACTION = HoldTime.fixed(Duration.ofSeconds(5));
    private static final Phase ARRIVAL = new Phase(40, Duration.ofSeconds(1));

    /** Nobody comes, while six waves of ten are worked off. */
    private static final Phase AFTERWARDS = new Phase(1e-6, Duration.ofSeconds(31));

    @Override
    public SortedMap<String, Double> run() throws Exception {
        Schedule schedule = Schedule.poisson(seed, TRANSACTION, List.of(ARRIVAL, AFTERWARDS));
        try (Gateway gateway = arm.open(database)) {
            Outcomes outcomes = new OpenLoop(gateway, new Sleep(), patience, 0, CallerThreads.VIRTUAL).run(schedule);
            WindowFigures figures =
                    WindowFigures.of(outcomes, Duration.ZERO, Duration.ofNanos(schedule.lengthNanos()), patience);
            SortedMap<String, Double> values = figures.values();
            values.put("goodput % of offered", 100 * figures.goodput() / figures.offered());
            return values;
        }
    }
}
