package dev.dbpool.report;

import dev.dbpool.internal.text.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The last minutes in a few columns of numbers. Numbers rather than a drawing: they survive every character set, and can
 * be compared with a dashboard.
 */
final class HistoryTable {
    private static final int COLUMNS = 14;

    private HistoryTable() {}

    static void write(List<PoolSample> history, TextLines lines) {
        if (history.size() < 2) {
            return;
        }
        List<PoolSample> columns = spread(history);
        PoolSample now = columns.get(columns.size() - 1);
        lines.section("history, oldest to newest");
        row(
                lines,
                "seconds ago",
                columns,
                sample -> Math.max(0, now.uptime().toSeconds() - sample.uptime().toSeconds()));
        row(lines, "in use", columns, PoolSample::active);
        row(lines, "waiting", columns, PoolSample::waiting);
        rates(lines, "acquired/s", columns, PoolSample::handedOut);
        rates(lines, "failed/s", columns, sample -> sample.failed() + sample.rejected());
    }

    /** Samples evenly apart in number, the last one always among them. */
    private static List<PoolSample> spread(List<PoolSample> history) {
        if (history.size() <= COLUMNS) {
            return history;
        }
        List<PoolSample> chosen = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            chosen.add(history.get((int) ((history.size() - 1L) * i / (COLUMNS - 1))));
        }
        return chosen;
    }

    private static void row(TextLines lines, String title, List<PoolSample> columns, ToLongFunction<PoolSample> value) {
        lines.line(columns.stream()
                .map(sample -> cell(Long.toString(value.applyAsLong(sample))))
                .collect(Collectors.joining("", head(title), "")));
    }

    /** Between each column and the one before it. */
    private static void rates(
            TextLines lines, String title, List<PoolSample> columns, ToLongFunction<PoolSample> counter) {
        StringBuilder line = new StringBuilder(head(title)).append(cell(""));
        for (int i = 1; i < columns.size(); i++) {
            PoolSample before = columns.get(i - 1);
            PoolSample here = columns.get(i);
            double length = (here.uptime().toMillis() - before.uptime().toMillis()) / 1e3;
            long count = counter.applyAsLong(here) - counter.applyAsLong(before);
            line.append(cell(length <= 0 ? "?" : Amount.number(Math.max(0, count / length))));
        }
        lines.line(line.toString());
    }

    private static String head(String title) {
        return String.format(Locale.ROOT, "  %-11s", title);
    }

    private static String cell(String value) {
        return String.format(Locale.ROOT, "%7s", value);
    }
}
