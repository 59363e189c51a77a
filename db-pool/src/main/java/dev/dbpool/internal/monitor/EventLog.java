package dev.dbpool.internal.monitor;

import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.monitor.Leaks.Suspect;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells episodes and leaks in the log, with key-values for machines. Called by the monitor's thread alone and with no lock
 * held: an appender that throws or hangs is met by nobody else. The end of an episode is told as loudly as its beginning:
 * who was woken by the one wants to read the other. The records are listed in {@code docs/events.md}.
 */
final class EventLog implements MonitorListener {
    private static final Logger LOG = LoggerFactory.getLogger(PoolSettings.LOGGER);

    private final String service;
    private final Optional<String> pool;

    EventLog(String service, Optional<String> pool) {
        this.service = service;
        this.pool = pool;
    }

    private LoggingEventBuilder with(LoggingEventBuilder event, String name) {
        LoggingEventBuilder named = event.addKeyValue("event", name).addKeyValue("service", service);
        return pool.map(text -> named.addKeyValue("pool", text)).orElse(named);
    }

    void firstSession(String server) {
        LOG.info("{}: the first session is with {}", service, server);
    }

    @Override
    public void episodeBegan(Report report, long failed) {
        Verdict verdict = report.verdict().orElse(Verdict.UNDETERMINED);
        with(LOG.atWarn(), "exhaustion_began")
                .addKeyValue("verdict", verdict.label())
                .addKeyValue("active", report.now().active())
                .addKeyValue("max", report.now().max())
                .addKeyValue("waiting", report.waiting().count())
                .addKeyValue("failed", failed)
                .log(
                        "{}: callers get no connection ({} of {} in use, {} waiting, {} failed so far): {}",
                        service,
                        report.now().active(),
                        report.now().max(),
                        report.waiting().count(),
                        failed,
                        report.findings().isEmpty() ? "what is known points to no cause" : report.sentence());
        LOG.debug("{}", report.toText());
    }

    @Override
    public void episodeEnded(Episode episode) {
        with(LOG.atWarn(), "exhaustion_ended")
                .addKeyValue("seconds", episode.lasted().toMillis() / 1e3)
                .addKeyValue("failed", episode.failed())
                .addKeyValue("verdicts", episode.labels())
                .log(
                        "{}: {}; {} failed within {} ({})",
                        service,
                        episode.poolCloses() ? "the pool closes" : "callers get connections again",
                        episode.failed(),
                        Amount.time(episode.lasted()),
                        episode.labels());
    }

    @Override
    public void leakSuspected(Suspect suspect) {
        told(LOG.atWarn(), "leak_suspected", suspect.holder())
                .log(
                        "{}: connection {} is probably leaked: thread \"{}\" took it {} ago{} and {}; {}. See {}",
                        service,
                        suspect.holder().connectionId(),
                        suspect.holder().threadName(),
                        Amount.time(suspect.holder().heldFor()),
                        suspect.holder().callSite().map(place -> " at " + place).orElse(""),
                        switch (suspect.activity().kind()) {
                            case GONE -> "has ended";
                            case IDLE_IN_EXECUTOR -> "waits for its next task";
                            default -> "has gone on to other tasks";
                        },
                        suspect.session().map(EventLog::idle).orElse("PostgreSQL does not say what runs on it"),
                        Verdict.LEAK.anchor());
    }

    private static String idle(BackendSession session) {
        return "its backend has been " + session.state() + " for " + Amount.time(session.stateFor());
    }

    private LoggingEventBuilder told(LoggingEventBuilder event, String name, Holder holder) {
        LoggingEventBuilder told = with(event, name)
                .addKeyValue("connection", holder.connectionId())
                .addKeyValue("backend", holder.backendPid())
                .addKeyValue("thread", holder.threadName())
                .addKeyValue("held_seconds", holder.heldFor().toMillis() / 1e3);
        return holder.callSite()
                .map(place -> told.addKeyValue("call_site", place))
                .orElse(told);
    }

    @Override
    public void leakRecovered(Holder holder) {
        told(LOG.atInfo(), "leak_recovered", holder)
                .log(
                        "{}: connection {}, which looked leaked, came back after {}",
                        service,
                        holder.connectionId(),
                        Amount.time(holder.heldFor()));
    }

    @Override
    public void leakReclaimed(Suspect suspect) {
        Holder holder = suspect.holder();
        told(LOG.atWarn(), "leak_reclaimed", holder)
                .log(
                        "{}: connection {} was taken away from thread \"{}\" after {}, because reclaimLeaks is set",
                        service,
                        holder.connectionId(),
                        holder.threadName(),
                        Amount.time(holder.heldFor()));
    }

    /** Something that works today and will hurt one day. */
    void warn(String text) {
        LOG.warn(text);
    }
}
