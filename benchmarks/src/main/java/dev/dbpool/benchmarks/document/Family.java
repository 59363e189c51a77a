package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Names;
import java.util.List;

/**
 * How the runs of one part are shown.
 *
 * @param part in the names of the files of results
 * @param charts of it
 * @param columns of its tables
 * @param figure the one that is told in short
 * @param base the arm to whose figure the others are compared
 */
record Family(String part, List<Chart> charts, List<Column> columns, String figure, String base) {

    static final Family PATH = new Family(
            "path",
            List.of(Charts.ACQUIRE, Charts.RECORDER, Charts.SCRAPE, Charts.MEMORY),
            List.of(
                    Column.withRange("CPU ns/op", Names.CPU, 0),
                    Column.ratio(Names.CPU, Names.HIKARI),
                    Column.of("wall ns/op", "wall ns/op", 0),
                    Column.of("B/op", Names.BYTES, 0),
                    Column.withRange("median ms", Names.MEDIAN_MILLIS, 2),
                    Column.of("p99 ms", Names.P99, 2),
                    Column.of("text kB", Names.TEXT_KB, 1),
                    Column.of("allocated kB", Names.ALLOCATED_KB, 1),
                    Column.of("scrapes", "scrapes", 0),
                    Column.of("during a scrape: acquisitions", "during a scrape acquisitions", 0),
                    Column.of("p50 ns", "during a scrape p50 ns", 0),
                    Column.withRange("p99 ns", Names.DURING_P99, 0),
                    Column.withRange("longest µs", "during a scrape longest us", 0),
                    Column.withRange("% of time above 10 µs", Names.DURING_SLOW, 1),
                    Column.of("otherwise: p50 ns", "otherwise p50 ns", 0),
                    Column.withRange("p99 ns", "otherwise p99 ns", 0),
                    Column.withRange("longest µs", "otherwise longest us", 0),
                    Column.withRange("KiB", Names.HEAP, 1)),
            Names.CPU,
            Names.HIKARI);

    static final Family ENGINE = new Family(
            "engine",
            List.of(Charts.START),
            List.of(
                    Column.withRange("ops/s", Names.PER_SECOND, 0),
                    Column.ratio(Names.PER_SECOND, Names.HIKARI),
                    Column.withRange("CPU ns/op", Names.CPU, 0),
                    Column.withRange(Names.JAIN, Names.JAIN, 4),
                    Column.withRange("p99 µs", Names.P99_MICROS, 0),
                    Column.withRange("longest ms", Names.LONGEST, 0),
                    Column.of(Names.STARVED, Names.STARVED, 0),
                    Column.withRange(Names.TESTED, Names.TESTED, 1),
                    Column.withRange("median served ms", Names.MEDIAN_MILLIS, 0),
                    Column.withRange(Names.LAST_SERVED, Names.LAST_SERVED, 0),
                    Column.withRange(Names.CALLER_CPU_MILLIS, Names.CALLER_CPU_MILLIS, 0),
                    Column.ratio(Names.CALLER_CPU_MILLIS, Names.HIKARI),
                    Column.withRange("process' cpu ms", Names.CPU_MILLIS, 0),
                    Column.withRange("ms", Names.MILLIS, 0),
                    Column.withRange("KiB", Names.HEAP, 1),
                    Column.of(Names.LINES, Names.LINES, 0)),
            Names.PER_SECOND,
            Names.HIKARI);

    static final Family QUERY = new Family(
            "query",
            List.of(Charts.QUERY),
            List.of(
                    Column.withRange("queries/s", Names.PER_SECOND, 0),
                    Column.ratio(Names.PER_SECOND, Names.HIKARI),
                    Column.of("p50 µs", "p50 us", 0),
                    Column.of("p99 µs", Names.P99_MICROS, 0),
                    Column.of("p99.9 µs", "p99.9 us", 0),
                    Column.of("longest ms", Names.LONGEST, 0),
                    Column.of(Names.STARVED, Names.STARVED, 0),
                    Column.fault("without a connection", Names.UNSERVED)),
            Names.PER_SECOND,
            Names.HIKARI);

    static final Family OVERLOAD = new Family(
            "overload",
            List.of(Charts.GOODPUT, Charts.LATENCY),
            loadColumns("of capacity", Names.OF_CAPACITY),
            Names.GOODPUT,
            Names.HIKARI_SHORT);

    static final Family DISTURBANCE = new Family(
            "disturbance",
            List.of(Charts.STEP_BELOW, Charts.STEP, Charts.SLOW, Charts.RETRIES),
            loadColumns("of capacity", Names.OF_CAPACITY),
            Names.GOODPUT,
            Names.HIKARI_SHORT);

    static final Family HOLD = new Family(
            "hold",
            List.of(Charts.HOLD),
            loadColumns("of offered", Names.OF_OFFERED),
            Names.GOODPUT,
            Names.FIFO_PATIENT);

    static final List<Family> ALL = List.of(PATH, ENGINE, QUERY, OVERLOAD, DISTURBANCE, HOLD);

    private static List<Column> loadColumns(String share, String shareValue) {
        return List.of(
                Column.withRange("goodput/s", Names.GOODPUT, 0),
                Column.percent(share, shareValue, 1),
                Column.of("p50 ms", Names.P50, 1),
                Column.of("p99 ms", Names.P99, 1),
                Column.percent("work wasted", "wasted %", 1),
                Column.percent("refused", "refused %", 1),
                Column.percent("timed out", "timed out %", 1),
                Column.of("sent away after ms", "sent away after ms", 1),
                Column.fault("errors", "errors"),
                Column.withRange("recovered within s", Names.RECOVERY, 1),
                Column.of("generator late, p99 ms", "generator late p99 ms", 1),
                Column.withRange("callers/s without a pool", Names.PER_SECOND, 0),
                Column.percent("since the round began", "drift %", 1));
    }
}
