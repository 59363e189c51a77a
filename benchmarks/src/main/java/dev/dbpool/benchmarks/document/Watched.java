package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Ratios;
import dev.dbpool.benchmarks.results.Run;
import java.util.List;
import java.util.Optional;

/**
 * A figure of ours that should not get worse from run to run. Times are ratios to something else in the same run; bytes
 * are the same on all machines.
 *
 * @param part in whose runs
 * @param scenarios what the names of those in which it is watched begin with
 * @param what it is, for people
 * @param lessIsBetter of it
 * @param reading takes it from a scenario of a run; empty if it was not measured
 */
record Watched(String part, String scenarios, String what, boolean lessIsBetter, Reading reading) {
    private static final String PATH = "path";
    private static final String ENGINE = "engine";
    private static final String SCRAPED = Names.pools(11);

    interface Reading {
        Optional<Double> of(Run run, String scenario);
    }

    static final List<Watched> ALL = List.of(
            less(PATH, Names.ACQUIRE, ratio(Names.CPU, Names.DB_POOL, Names.HIKARI), "cpu of db-pool, x HikariCP's"),
            less(PATH, Names.ACQUIRE, value(Names.BYTES, Names.DB_POOL), "B/op of db-pool"),
            less(PATH, Names.RECORD, ratio(Names.CPU, Names.DB_POOL, Names.CLOCK), "recorder's cpu, x a clock read's"),
            less(
                    PATH,
                    Names.SCRAPE,
                    Watched::scrapeTime,
                    "median time for 11 pools, x 1,000 of HikariCP's acquisitions"),
            less(PATH, Names.SCRAPE, value(Names.ALLOCATED_KB, SCRAPED), "kB allocated for 11 pools"),
            less(
                    PATH,
                    Names.SCRAPE_DELAY,
                    ratio(Names.DURING_P99, Names.OWN_SCRAPES, Names.OTHER_SCRAPES),
                    "p99 during a scrape, x that during another's"),
            less(PATH, Names.FOOTPRINT, value(Names.HEAP, Names.cores(2, true)), "KiB on 2 cores, after a fight"),
            less(
                    ENGINE,
                    Names.FIRST_CONNECTION,
                    ratio(Names.CALLER_CPU_MILLIS, Names.DB_POOL, Names.HIKARI),
                    "start-up of db-pool, x HikariCP's"),
            more(ENGINE, Names.CONTENDED, Names.PER_SECOND, Names.DB_POOL, Names.HIKARI),
            less(ENGINE, Names.GROWTH, value(Names.LAST_SERVED, Names.DB_POOL), "ms until db-pool serves the last"),
            less(ENGINE, Names.POOL_FOOTPRINT, value(Names.HEAP, Names.DB_POOL), "KiB of db-pool"),
            more("query", "", Names.PER_SECOND, Names.QUERY_IDLE, Names.HIKARI),
            more("overload", "", Names.GOODPUT, Names.ADAPTIVE, Names.HIKARI_SHORT),
            less("overload", Names.load(4), growth(Names.P50), "p50 of adaptive, x that at 0.5 x"),
            less("overload", Names.load(4), growth(Names.P99), "p99 of adaptive, x that at 0.5 x"),
            more("disturbance", "", Names.GOODPUT, Names.ADAPTIVE, Names.HIKARI_SHORT),
            more("hold", "", Names.GOODPUT, Names.ADAPTIVE_PATIENT, Names.FIFO_PATIENT));

    boolean isIn(String scenario) {
        return scenario.startsWith(scenarios);
    }

    /** @param tolerance by how much it may, as a fraction */
    boolean worse(double then, double now, double tolerance) {
        return lessIsBetter ? now > then * (1 + tolerance) : now < then / (1 + tolerance);
    }

    private static Watched less(String part, String scenarios, Reading reading, String what) {
        return new Watched(part, scenarios, what, true, reading);
    }

    private static Watched more(String part, String scenarios, String figure, String arm, String base) {
        return new Watched(
                part, scenarios, figure + " of " + arm + ", x that of " + base, false, ratio(figure, arm, base));
    }

    private static Reading ratio(String figure, String arm, String base) {
        return (run, scenario) -> Optional.ofNullable(Ratios.ratio(run, scenario, figure, arm, base));
    }

    private static Reading value(String figure, String arm) {
        return (run, scenario) -> Ratios.figure(run, scenario, arm, figure);
    }

    private static Reading growth(String figure) {
        return (run, scenario) -> Goal.growth(scenario, Names.UNLOADED, Names.ADAPTIVE, figure)
                .of(run)
                .map(Figure::median);
    }

    /** Nothing else scrapes, so the speed of the machine is what HikariCP makes of it. */
    private static Optional<Double> scrapeTime(Run run, String scenario) {
        return Ratios.figure(run, scenario, SCRAPED, Names.MEDIAN_MILLIS)
                .flatMap(millis -> Ratios.figure(run, Names.ACQUIRE + Names.ONE_THREAD, Names.HIKARI, Names.CPU)
                        .map(nanos -> millis * 1e3 / nanos));
    }
}
