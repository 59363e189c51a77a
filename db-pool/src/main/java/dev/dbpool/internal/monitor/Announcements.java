package dev.dbpool.internal.monitor;

import dev.dbpool.ConnectFailure;
import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.monitor.Leaks.Suspect;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the monitor and the factory report to metrics, flight recorder and log; last to the log, which may hang.
 */
public final class Announcements implements MonitorListener, ConnectListener {
    private static final int MOST_VERSION = 40;

    private final PoolSettings settings;
    private final PoolMetrics metrics;
    private final PoolEvents events;
    private final EventLog log;
    private volatile String server = "not asked yet, because it starts lazily";

    public Announcements(PoolSettings settings, PoolMetrics metrics, PoolEvents events) {
        this.settings = settings;
        this.metrics = metrics;
        this.events = events;
        this.log = new EventLog(settings.service(), settings.poolName());
    }

    @Override
    public void episodeBegan(Report report, long failed) {
        Verdict verdict = report.verdict().orElse(Verdict.UNDETERMINED);
        metrics.exhaustionEpisode(verdict);
        events.episodeBegan(
                verdict.label(), report.now().active(), report.waiting().count());
        log.episodeBegan(report, failed);
    }

    @Override
    public void episodeEnded(Episode episode) {
        events.episodeEnded(episode.lasted().toNanos(), episode.failed(), episode.labels());
        log.episodeEnded(episode);
    }

    @Override
    public void leakSuspected(Suspect suspect) {
        Holder holder = suspect.holder();
        events.leakSuspected(
                holder.connectionId(),
                holder.threadName(),
                holder.heldFor().toNanos(),
                holder.callSite().orElse(""));
        log.leakSuspected(suspect);
    }

    @Override
    public void leakRecovered(Holder holder) {
        metrics.leakRecovered();
        log.leakRecovered(holder);
    }

    @Override
    public void leakReclaimed(Suspect suspect) {
        metrics.leakReclaimed();
        log.leakReclaimed(suspect);
    }

    @Override
    public @Nullable Begun begins() {
        return events.connectBegan();
    }

    @Override
    public void opened(@Nullable Begun begun, long nanos) {
        metrics.connectOpened(nanos);
        events.connected(begun);
    }

    @Override
    public void failed(ConnectFailure reason) {
        metrics.connectFailed(reason);
        events.connectFailed(reason.label());
    }

    /** Which PostgreSQL the pool is connected to, and how many connections it admits, as far as is known. */
    public String server() {
        return server;
    }

    @Override
    public void serverKnown(String version) {
        server = "PostgreSQL " + OneLine.of(version, MOST_VERSION);
    }

    @Override
    public void limitsKnown(ServerLimits limits) {
        metrics.serverAdmits(limits.available());
        String known =
                server + ", which admits " + limits.available() + " connections of ordinary roles (max_connections "
                        + limits.maxConnections() + ", " + limits.reservedConnections() + " reserved"
                        + limit("this role", limits.roleLimit()) + limit("this database", limits.databaseLimit()) + ")";
        server = known;
        if (settings.startLazily()) {
            log.firstSession(known);
        }
        settings.budgetWarning(limits).ifPresent(log::warn);
    }

    private static String limit(String whose, int limit) {
        return limit < 0 ? "" : ", " + whose + " " + limit;
    }
}
