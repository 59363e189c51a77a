package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.ClosedLoop;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.SelectOne;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The shortest query there is, one after the other: what a pool costs beside a real database. */
final class OneRow implements Scene {
    private static final HoldTime NONE = HoldTime.fixed(Duration.ZERO);
    private static final Callers THOUSAND_VIRTUAL = new Callers(1000, CallerThreads.VIRTUAL);

    private record Callers(int count, CallerThreads threads) {
        String label() {
            return String.format("%,d %s threads", count, threads == CallerThreads.VIRTUAL ? "virtual" : "platform");
        }
    }

    private final Scale scale;

    OneRow(Scale scale) {
        this.scale = scale;
    }

    @Override
    public String name() {
        return "query";
    }

    @Override
    public List<String> method() {
        return List.of(
                "closed loop: acquire, SELECT 1, release, and again; " + LoadArm.CONNECTIONS
                        + " connections; PostgreSQL on the" + " same machine",
                "window of " + window().toSeconds() + " s after " + settling().toSeconds()
                        + " s of warm-up; latency of all three steps together, of what was done within the window,"
                        + " whenever it began",
                "starved: callers for whom nothing was done within the window",
                "in each round the order of all cells is drawn anew; told are the median and the range");
    }

    private static Duration settling() {
        return Duration.ofSeconds(1);
    }

    private Duration window() {
        return scale == Scale.FULL ? Duration.ofSeconds(4) : Duration.ofSeconds(2);
    }

    private List<Callers> callers() {
        Callers eight = new Callers(8, CallerThreads.PLATFORM);
        return scale == Scale.FULL
                ? List.of(
                        new Callers(2, CallerThreads.PLATFORM),
                        eight,
                        new Callers(64, CallerThreads.PLATFORM),
                        THOUSAND_VIRTUAL)
                : List.of(eight, THOUSAND_VIRTUAL);
    }

    @Override
    public void warmUp(Database database) throws Exception {
        for (LoadArm arm : LoadArms.query()) {
            measure(database, arm, THOUSAND_VIRTUAL, 0);
        }
    }

    @Override
    public Round round(Database database, long seed) {
        List<Cell> cells = new ArrayList<>();
        for (Callers callers : callers()) {
            for (LoadArm arm : LoadArms.query()) {
                cells.add(new Cell(callers.label(), arm.label(), () -> measure(database, arm, callers, seed)));
            }
        }
        return new Round(cells, List.of());
    }

    private SortedMap<String, Double> measure(Database database, LoadArm arm, Callers callers, long seed)
            throws Exception {
        try (Gateway gateway = arm.open(database)) {
            return new ClosedLoop(gateway, new SelectOne(), NONE, callers.threads(), seed)
                    .run(callers.count(), settling(), window())
                    .values();
        }
    }
}
