package dev.dbpool.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.BackendSession.Blocker;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The report as it is read at 3 a.m.: what, why, what next; then what that was concluded from. */
final class ReportText {
    private static final int MOST_BLOCKERS = 10;
    private static final int MOST_CALLER_GROUPS = 3;

    private final Report report;
    private final TextLines lines = new TextLines();

    ReportText(Report report) {
        this.report = report;
        headline();
        report.findings().forEach(this::finding);
        HoldersTable.write(report, lines);
        callers();
        blockers();
        server();
        HistoryTable.write(report.history(), lines);
    }

    private void headline() {
        PoolSample now = report.now();
        lines.line(report.service() + report.pool().map(pool -> "/" + pool).orElse("") + " at "
                + report.at().truncatedTo(ChronoUnit.MILLIS) + ": " + now.active() + " of " + now.max()
                + " in use, " + now.idle() + " idle, " + report.waiting().count() + " waiting"
                + (report.waiting().count() == 0
                        ? ""
                        : " (longest " + Amount.time(report.waiting().longest()) + ")"));
        if (report.findings().isEmpty()) {
            lines.line("No trouble: no cause is named.");
        }
    }

    private void finding(Finding finding) {
        lines.blank();
        lines.wrapped(
                "why   ",
                finding.verdict().title().toUpperCase(Locale.ROOT) + " (" + Amount.percent(finding.share()) + "): "
                        + finding.summary());
        finding.evidence().forEach(line -> lines.wrapped("      - ", line));
        lines.wrapped("next  ", finding.nextStep());
        lines.wrapped("see   ", finding.verdict().anchor());
    }

    private void callers() {
        Map<String, Long> sites = report.waiting().callers().stream()
                .filter(caller -> !caller.frames().isEmpty())
                .collect(Collectors.groupingBy(
                        caller -> caller.frames().get(0), LinkedHashMap::new, Collectors.counting()));
        if (sites.isEmpty()) {
            return;
        }
        lines.section("callers waiting, some of " + report.waiting().count());
        sites.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_CALLER_GROUPS)
                .forEach(site -> lines.wrapped("  ", site.getValue() + " x " + OneLine.withoutPackage(site.getKey())));
    }

    private void blockers() {
        Map<Integer, Blocker> blockers = new LinkedHashMap<>();
        for (HeldConnection held : report.held()) {
            held.session()
                    .ifPresent(session -> session.blockers().forEach(one -> blockers.putIfAbsent(one.pid(), one)));
        }
        if (blockers.isEmpty()) {
            return;
        }
        lines.section("blockers");
        blockers.values().stream().limit(MOST_BLOCKERS).forEach(blocker -> lines.wrapped("  ", describe(blocker)));
        lines.rest("  ", blockers.size() - MOST_BLOCKERS);
    }

    private static String describe(Blocker blocker) {
        return (blocker.pid() == 0 ? "prepared transaction" : "pid " + blocker.pid())
                + blocker.connectionId()
                        .map(id -> ", connection " + id + " of this pool")
                        .orElse(blocker.applicationName().isEmpty() ? "" : ", " + blocker.applicationName())
                + ", " + (blocker.state().isEmpty() ? "state unknown" : blocker.state()) + " for "
                + Amount.time(blocker.stateFor())
                + blocker.transactionFor()
                        .map(time -> ", transaction open for " + Amount.time(time))
                        .orElse("")
                + (blocker.query().isEmpty() ? "" : ": " + OneLine.shorten(blocker.query(), 300));
    }

    private void server() {
        ServerView server = report.server();
        lines.section("server");
        lines.wrapped(
                "  ",
                switch (server.status()) {
                            case ANSWERED -> "answered";
                            case BEHIND_PROXY -> "answered through a proxy: sessions cannot be matched with holders";
                            case NO_PERMISSION -> "answered, but this role may not see what sessions do";
                            case SERVER_FULL -> "has no connection to spare for asking";
                            case REFUSED -> "answered with an error";
                            case NO_ANSWER -> "did not answer";
                            case NOT_ASKED -> "was not asked";
                        }
                        + server.age()
                                .map(age -> " " + Amount.time(age) + " ago")
                                .orElse("")
                        + (server.detail().isEmpty() ? "" : "; " + server.detail())
                        + sessions(server));
        if (!server.ownSessions().isEmpty()) {
            lines.wrapped(
                    "  ",
                    "sessions of this service: "
                            + new TreeMap<>(server.ownSessions())
                                    .entrySet().stream()
                                            .map(state -> state.getValue() + " " + state.getKey())
                                            .collect(Collectors.joining(", ")));
        }
        report.connecting().ifPresent(sentence -> lines.wrapped("  ", sentence));
        if (!report.admission().isEmpty()) {
            lines.wrapped("  ", report.admission());
        }
    }

    private static String sessions(ServerView server) {
        return server.sessions()
                .map(sessions -> "; " + sessions + " sessions"
                        + server.maxSessions().map(max -> " of " + max).orElse(""))
                .orElse("");
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
