package dev.dbpool.report;

import dev.dbpool.report.BackendSession.Blocker;
import java.util.Locale;
import java.util.TreeMap;

/** The report as JSON. Names and meanings are promised by {@code docs/report.schema.json}. */
final class ReportJson {
    /** Raised when a name goes away or changes its meaning; new names may come at any time. */
    static final int SCHEMA = 1;

    private final Report report;
    private final JsonWriter json = new JsonWriter();

    private ReportJson(Report report) {
        this.report = report;
    }

    static String of(Report report) {
        return new ReportJson(report).write();
    }

    private String write() {
        return json.object(() -> {
                    json.field("schema", SCHEMA)
                            .field("service", report.service())
                            .field("pool", report.pool())
                            .field("at", report.at())
                            .field("verdict", report.verdict().map(Verdict::label))
                            .array("findings", report.findings(), (out, finding) -> finding(finding));
                    json.object("now", () -> sample(report.now()))
                            .array("held", report.held(), (out, held) -> held(held))
                            .object("waiting", this::waiting)
                            .object("server", this::server)
                            .field("connecting", report.connecting())
                            .field("admission", report.admission())
                            .array("history", report.history(), (out, sample) -> json.object(() -> sample(sample)));
                })
                .toString();
    }

    private void finding(Finding finding) {
        json.object(() -> json.field("verdict", finding.verdict().label())
                .field("title", finding.verdict().title())
                .field("share", finding.share())
                .field("summary", finding.summary())
                .array("evidence", finding.evidence(), JsonWriter::text)
                .field("nextStep", finding.nextStep())
                .field("see", finding.verdict().anchor()));
    }

    private void sample(PoolSample sample) {
        json.field("at", sample.at())
                .field("uptimeSeconds", sample.uptime())
                .field("active", sample.active())
                .field("idle", sample.idle())
                .field("max", sample.max())
                .field("waiting", sample.waiting())
                .field("connectingForSeconds", sample.connectingFor())
                .field("started", sample.started())
                .field("handedOut", sample.handedOut())
                .field("failed", sample.failed())
                .field("rejected", sample.rejected())
                .field("busySeconds", sample.busy());
    }

    private void held(HeldConnection held) {
        Holder holder = held.holder();
        json.object(() -> {
            json.field("connectionId", holder.connectionId())
                    .field("backendPid", holder.backendPid())
                    .field("thread", holder.threadName())
                    .field("threadId", holder.threadId())
                    .field("heldForSeconds", holder.heldFor())
                    .field("timesUsed", holder.timesUsed())
                    .field("callSite", holder.callSite())
                    .object("activity", () -> activity(held.activity()));
            held.session()
                    .ifPresentOrElse(
                            session -> json.object("session", () -> session(session)),
                            () -> json.field("session", held.session()));
        });
    }

    private void activity(Activity activity) {
        json.field("kind", activity.kind().name().toLowerCase(Locale.ROOT))
                .field("where", activity.where())
                .array("frames", activity.frames(), JsonWriter::text)
                .field("waitsForThread", activity.waitsForThread());
    }

    private void session(BackendSession session) {
        json.field("pid", session.pid())
                .field("state", session.state())
                .field("waitEventType", session.waitEventType())
                .field("waitEvent", session.waitEvent())
                .field("stateForSeconds", session.stateFor())
                .field("queryForSeconds", session.queryFor())
                .field("transactionForSeconds", session.transactionFor())
                .field("query", session.query())
                .array("blockers", session.blockers(), (out, blocker) -> json.object(() -> blocker(blocker)));
    }

    private void blocker(Blocker blocker) {
        json.field("pid", blocker.pid())
                .field("application", blocker.applicationName())
                .field("state", blocker.state())
                .field("stateForSeconds", blocker.stateFor())
                .field("transactionForSeconds", blocker.transactionFor())
                .field("query", blocker.query())
                .field("connectionId", blocker.connectionId());
    }

    private void waiting() {
        json.field("count", report.waiting().count())
                .field("longestSeconds", report.waiting().longest())
                .array(
                        "callers",
                        report.waiting().callers(),
                        (out, caller) -> json.object(() -> json.field("thread", caller.threadName())
                                .field("threadId", caller.threadId())
                                .field("waitedForSeconds", caller.waitedFor())
                                .array("frames", caller.frames(), JsonWriter::text)));
    }

    private void server() {
        ServerView server = report.server();
        json.field("status", server.status().name().toLowerCase(Locale.ROOT))
                .field("detail", server.detail())
                .field("ageSeconds", server.age())
                .object(
                        "ownSessions",
                        () -> new TreeMap<>(server.ownSessions())
                                .forEach((state, count) -> json.field(state, count.longValue())))
                .field("sessions", server.sessions())
                .field("maxSessions", server.maxSessions());
    }
}
