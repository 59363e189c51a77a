package dev.dbpool.fleet;

import java.util.List;
import java.util.Locale;

/**
 * The connections of all services together against what the server has: Σ max × replicas against
 * {@code max_connections − reserved}. Immutable.
 */
public final class Budget {

    /** The share of one service. */
    public record Line(String service, int max, int min, int replicas, long total) {}

    private final List<Line> lines;
    private final int maxConnections;
    private final int reserved;

    Budget(List<Line> lines, int maxConnections, int reserved) {
        this.lines = List.copyOf(lines);
        this.maxConnections = maxConnections;
        this.reserved = reserved;
    }

    /** One line per service, by name. */
    public List<Line> lines() {
        return lines;
    }

    /** Connections that all services open at most, together. */
    public long total() {
        return lines.stream().mapToLong(Line::total).sum();
    }

    /** Connections that the server has for the services: {@code max_connections} less the reserved ones. */
    public int available() {
        return maxConnections - reserved;
    }

    /** Whether the services fit, even when each uses all that it may. */
    public boolean fits() {
        return total() <= available();
    }

    /** One sentence: fits or not, by how much, and what to do if not. */
    public String verdict() {
        long spare = available() - total();
        return String.format(
                Locale.ROOT,
                fits()
                        ? "The fleet fits: %,d of %,d connections (max_connections %,d, %,d reserved), %,d to spare."
                        : "The fleet does NOT fit: %,d of %,d connections (max_connections %,d, %,d reserved),"
                                + " %,d too many. Lower max or replicas, raise max_connections,"
                                + " or put a pooler in between.",
                total(),
                available(),
                maxConnections,
                reserved,
                Math.abs(spare));
    }

    /** The services and their sum as a table of plain text, with a line break behind every row. */
    public String table() {
        int width =
                lines.stream().mapToInt(line -> line.service().length()).max().orElse(0);
        String row = "%-" + Math.max(width, "available".length()) + "s  %6s  %6s  %8s  %7s\n";
        StringBuilder table =
                new StringBuilder(String.format(Locale.ROOT, row, "service", "max", "min", "replicas", "total"));
        for (Line line : lines) {
            table.append(String.format(
                    Locale.ROOT, row, line.service(), line.max(), line.min(), line.replicas(), line.total()));
        }
        table.append(String.format(Locale.ROOT, row, "together", "", "", "", total()));
        return table.append(String.format(Locale.ROOT, row, "available", "", "", "", available()))
                .toString();
    }

    /** The table and the verdict. */
    @Override
    public String toString() {
        return table() + verdict();
    }
}
