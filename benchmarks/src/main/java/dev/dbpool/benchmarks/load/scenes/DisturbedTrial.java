package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.OpenLoop;
import dev.dbpool.benchmarks.load.Outcomes;
import dev.dbpool.benchmarks.load.Phase;
import dev.dbpool.benchmarks.load.Schedule;
import dev.dbpool.benchmarks.load.Sleep;
import dev.dbpool.benchmarks.load.Timeline;
import dev.dbpool.benchmarks.load.WindowFigures;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All is well, then too many callers come or the database gets slow, then all is as before: how does it go meanwhile,
 * and how long does it take until it is as before also for the callers?
 *
 * @param boundMillis the median latency below which a pool counts as recovered
 */
record DisturbedTrial(LoadArm arm, Database database, Capacity capacity, Weather weather, double boundMillis, long seed)
        implements Cell.Trial {

    /**
     * What comes and goes.
     *
     * @param usualLoad before and after, as a multiple of the capacity
     * @param disturbedLoad in between
     * @param slowness how many times as long all work takes in between
     */
    record Weather(String label, double usualLoad, double disturbedLoad, int slowness) {}

    static final Duration BEFORE = Duration.ofSeconds(5);
    static final Duration DISTURBANCE = Duration.ofSeconds(10);
    static final Duration AFTER = Duration.ofSeconds(10);

    /** Pools and compilers settle in the first second. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final Duration SLOT = Duration.ofMillis(100);
    private static final Duration CHART_SLOT = Duration.ofMillis(500);

    @Override
    public SortedMap<String, Double> run() throws Exception {
        Schedule schedule = Schedule.poisson(
                seed,
                HoldTime.fixed(Overload.HOLD),
                List.of(
                        new Phase(weather.usualLoad() * capacity.perSecond(), BEFORE),
                        new Phase(weather.disturbedLoad() * capacity.perSecond(), DISTURBANCE),
                        new Phase(weather.usualLoad() * capacity.perSecond(), AFTER)));
        Sleep work = new Sleep();
        try (Gateway gateway = arm.open(database)) {
            Thread disturber = new Thread(() -> disturb(work), "disturbance");
            disturber.start();
            Outcomes outcomes = new OpenLoop(gateway, work, Overload.DEADLINE, 0, CallerThreads.VIRTUAL).run(schedule);
            disturber.join();
            return values(outcomes);
        }
    }

    /** Runs beside the load, and ends before it. */
    private void disturb(Sleep work) {
        try {
            Thread.sleep(BEFORE.toMillis());
            work.slowDown(weather.slowness());
            Thread.sleep(DISTURBANCE.toMillis());
            work.slowDown(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SortedMap<String, Double> values(Outcomes outcomes) {
        Duration end = BEFORE.plus(DISTURBANCE);
        SortedMap<String, Double> values = new TreeMap<>(
                WindowFigures.of(outcomes, BEFORE, end, Overload.DEADLINE).values());
        Timeline timeline = Timeline.of(outcomes, SLOT, Overload.DEADLINE);
        double usualMillis = timeline.usualMillis(SETTLED, BEFORE);
        values.put("usual p50 ms", usualMillis);
        values.put("recovery bound ms", boundMillis);
        values.put(Names.RECOVERY, recovery(timeline, usualMillis, end));
        double disturbedCapacity = capacity.perSecond(HoldTime.fixed(Overload.HOLD.multipliedBy(weather.slowness())));
        values.put(Names.OF_CAPACITY, 100 * values.getOrDefault(Names.GOODPUT, 0.0) / disturbedCapacity);
        values.put("capacity /s", disturbedCapacity);
        List<Double> goodput =
                Timeline.of(outcomes, CHART_SLOT, Overload.DEADLINE).goodputPerSecond();
        for (int slot = 0; slot < goodput.size(); slot++) {
            values.put(at(slot), goodput.get(slot));
        }
        return values;
    }

    /** Seconds; not a number if the pool was too slow before already. */
    private double recovery(Timeline timeline, double usualMillis, Duration end) {
        return usualMillis > boundMillis
                ? Double.NaN
                : timeline.secondsUntilBelow(boundMillis, end).orElse(Double.POSITIVE_INFINITY);
    }

    /** Names sort in the order of time. */
    static String at(int slot) {
        return String.format(Locale.ROOT, Names.GOODPUT + " at %04.1f s", slot * CHART_SLOT.toMillis() / 1e3);
    }
}
