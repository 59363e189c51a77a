package dev.dbpool.benchmarks.document;

import java.util.List;

/**
 * How the runs of one part are shown.
 *
 * @param part in the names of the files of results
 * @param charts the names of its charts
 * @param columns of its tables
 * @param figure the one that is told in short, and watched from run to run
 * @param base the arm to whose figure the others are compared
 * @param watched the arm, ours, whose ratio should not get worse
 * @param lessIsBetter of this figure
 */
record Family(
        String part,
        List<String> charts,
        List<Column> columns,
        String figure,
        String base,
        String watched,
        boolean lessIsBetter) {

    private static final String HIKARI = "HikariCP";
    private static final String SHORT_TIMEOUT = "HikariCP, 250 ms";
    private static final String ADAPTIVE = "db-pool adaptive, 1 s";

    static final Family PATH = new Family(
            "path",
            List.of("path"),
            List.of(
                    Column.withRange("CPU ns/op", "cpu ns/op", 0),
                    Column.ratio("cpu ns/op", HIKARI),
                    Column.of("wall ns/op", "wall ns/op", 0),
                    Column.of("B/op", "B/op", 0)),
            "cpu ns/op",
            HIKARI,
            "db-pool",
            true);

    static final Family QUERY = new Family(
            "query",
            List.of("query"),
            List.of(
                    Column.withRange("queries/s", "ops /s", 0),
                    Column.ratio("ops /s", HIKARI),
                    Column.of("p50 µs", "p50 us", 0),
                    Column.of("p99 µs", "p99 us", 0),
                    Column.of("p99.9 µs", "p99.9 us", 0),
                    Column.of("longest ms", "longest ms", 0),
                    Column.of("starved callers", "starved callers", 0)),
            "ops /s",
            HIKARI,
            "db-pool, test idle",
            false);

    static final Family OVERLOAD = new Family(
            "overload",
            List.of("overload-goodput", "overload-latency"),
            loadColumns("of capacity", "goodput % of capacity"),
            "goodput /s",
            SHORT_TIMEOUT,
            ADAPTIVE,
            false);

    static final Family DISTURBANCE = new Family(
            "disturbance",
            List.of("step", "slow-database"),
            loadColumns("of capacity", "goodput % of capacity"),
            "goodput /s",
            SHORT_TIMEOUT,
            ADAPTIVE,
            false);

    static final Family HOLD = new Family(
            "hold",
            List.of("hold"),
            loadColumns("of offered", "goodput % of offered"),
            "goodput /s",
            "db-pool fifo",
            "db-pool adaptive",
            false);

    static final List<Family> ALL = List.of(PATH, QUERY, OVERLOAD, DISTURBANCE, HOLD);

    private static List<Column> loadColumns(String share, String shareValue) {
        return List.of(
                Column.withRange("goodput/s", "goodput /s", 0),
                Column.percent(share, shareValue, 1),
                Column.of("p50 ms", "p50 ms", 1),
                Column.of("p99 ms", "p99 ms", 1),
                Column.percent("work wasted", "wasted %", 1),
                Column.percent("refused", "refused %", 1),
                Column.percent("timed out", "timed out %", 1),
                Column.of("sent away after ms", "sent away after ms", 1),
                Column.of("recovered within s", "recovery s", 1),
                Column.of("generator late, p99 ms", "generator late p99 ms", 1),
                Column.of("callers/s without a pool", "ops /s", 0));
    }
}
