package dev.dbpool.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The connections in use as a table. Those that are in the same place doing the same, with the same statement, are one
 * row: a hundred lines that say the same hide the one that does not.
 */
final class HoldersTable {
    private static final int MOST_ROWS = 25;
    private static final String FORMAT = "%6s  %-9s %-20s %-27s %s";
    private static final int WIDTH_OF_PLACE = 52;

    private HoldersTable() {}

    static void write(Report report, TextLines lines) {
        if (report.held().isEmpty()) {
            return;
        }
        List<List<HeldConnection>> groups = groups(report.held());
        lines.section("holders, longest first (" + report.held().size() + " of "
                + Math.max(report.now().active(), report.held().size()) + " in " + groups.size()
                + (groups.size() == 1 ? " group)" : " groups)"));
        lines.line(String.format(Locale.ROOT, FORMAT, "count", "held", "thread", "backend", "in"));
        groups.stream().limit(MOST_ROWS).forEach(group -> row(group, lines));
        lines.rest("        ", groups.size() - MOST_ROWS);
    }

    /** In the order of their longest holders. */
    private static List<List<HeldConnection>> groups(List<HeldConnection> held) {
        Map<List<String>, List<HeldConnection>> groups = new LinkedHashMap<>();
        for (HeldConnection one : held) {
            groups.computeIfAbsent(key(one), key -> new ArrayList<>()).add(one);
        }
        return List.copyOf(groups.values());
    }

    private static List<String> key(HeldConnection held) {
        return List.of(
                held.activity().kind().name(),
                place(held),
                held.session().map(HoldersTable::state).orElse(""),
                held.session().map(BackendSession::query).orElse(""));
    }

    private static void row(List<HeldConnection> group, TextLines lines) {
        HeldConnection first = group.get(0);
        Holder holder = first.holder();
        lines.line(String.format(
                Locale.ROOT,
                FORMAT,
                group.size() + " x",
                Amount.time(holder.heldFor()),
                OneLine.shorten(holder.threadLabel(), 20),
                OneLine.shorten(
                        holder.backendPid() + " "
                                + first.session().map(HoldersTable::state).orElse("unknown"),
                        27),
                activity(first)
                        + OneLine.shortenFront(
                                place(first), WIDTH_OF_PLACE - activity(first).length())));
        first.session()
                .filter(session -> !session.query().isEmpty())
                .ifPresent(session -> lines.line(" ".repeat(18)
                        + (session.state().equals("active") ? "runs " : "ran ")
                        + queryAge(session)
                        + OneLine.shorten(session.query(), 80)));
    }

    private static String queryAge(BackendSession session) {
        Duration age = session.queryFor().orElse(session.stateFor());
        return (session.state().equals("active") ? "for " : "until ")
                + Amount.time(age)
                + (session.state().equals("active") ? ": " : " ago: ");
    }

    private static String state(BackendSession session) {
        return session.waitEventType().filter("Lock"::equals).isPresent()
                ? "blocked (" + session.waitEvent().orElse("lock") + ")"
                : session.state();
    }

    private static String activity(HeldConnection held) {
        return switch (held.activity().kind()) {
            case GONE -> "thread ended; ";
            case IDLE_IN_EXECUTOR -> "between tasks; ";
            case IN_DRIVER -> "SQL at ";
            case WAITING_FOR_CONNECTION -> "acquires at ";
            case WAITING_FOR_THREAD -> "awaits thread at ";
            case WAITING_FOR_LOCK -> "awaits lock at ";
            case IN_OTHER_IO -> "other I/O at ";
            case SLEEPING -> "sleeps at ";
            case COMPUTING -> "computes at ";
            case UNKNOWN -> "unknown at ";
        };
    }

    private static String place(HeldConnection held) {
        return held.activity()
                .where()
                .or(() -> held.holder().callSite())
                .map(OneLine::withoutPackage)
                .orElse("?");
    }
}
