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

/** Long transactions, a little more than can be done, whose callers have time: nobody should be sent away. */
record BatchTrial(LoadArm arm, Database database, Duration patience, long seed) implements Cell.Trial {
    static final String LABEL = "transactions of 5 s, 1.25 x for 24 s";

    private static final Duration TRANSACTION = Duration.ofSeconds(5);

    /** Ten connections do two in a second: this brings sixty, six for each connection. */
    private static final Phase ARRIVAL = new Phase(1.25 * LoadArm.CONNECTIONS / 5, Duration.ofSeconds(24));

    /** Hardly anybody comes any more, while the queue is worked off: some thirty are left, two are done in a second. */
    private static final Phase AFTERWARDS = new Phase(1e-6, Duration.ofSeconds(30));

    /** How it is measured, for the reader of the tables. */
    static String method(Duration patience) {
        return LABEL + ": about six for each connection, whose callers wait up to " + patience.toSeconds()
                + " s; goodput is that of all "
                + ARRIVAL.length().plus(AFTERWARDS.length()).toSeconds() + " s";
    }

    @Override
    public SortedMap<String, Double> run() throws Exception {
        Schedule schedule = Schedule.poisson(seed, HoldTime.fixed(TRANSACTION), List.of(ARRIVAL, AFTERWARDS));
        try (Gateway gateway = arm.open(database)) {
            Outcomes outcomes = new OpenLoop(gateway, new Sleep(), patience, 0, CallerThreads.VIRTUAL).run(schedule);
            WindowFigures figures =
                    WindowFigures.of(outcomes, Duration.ZERO, Duration.ofNanos(schedule.lengthNanos()), patience);
            SortedMap<String, Double> values = figures.values();
            values.put(Names.OF_OFFERED, 100 * figures.goodput() / figures.offered());
            return values;
        }
    }
}
