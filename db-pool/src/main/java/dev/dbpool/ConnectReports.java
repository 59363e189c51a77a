package dev.dbpool;

import static java.util.stream.Collectors.joining;

import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.internal.url.DatabaseUrl;
import org.jspecify.annotations.Nullable;

/** Carries what the factory reports to metrics and flight recorder and, once, to the comparison with the budget. */
final class ConnectReports implements ConnectListener {
    private final DbConfig config;
    private final PoolMetrics metrics;
    private final PoolEvents events;

    ConnectReports(DbConfig config, PoolMetrics metrics, PoolEvents events) {
        this.config = config;
        this.metrics = metrics;
        this.events = events;
        DatabaseUrl url = config.urlSource().current();
        metrics.connectsTo(url.hosts().stream().map(DatabaseUrl.Host::toString).collect(joining(",")), url.database());
    }

    @Override
    public @Nullable Object begins() {
        return events.connectBegan();
    }

    @Override
    public void opened(@Nullable Object begun, long nanos) {
        metrics.connectOpened(nanos);
        events.connected(begun);
    }

    @Override
    public void failed(ConnectFailure reason) {
        metrics.connectFailed(reason);
        events.connectFailed(reason.label());
    }

    @Override
    public void limitsKnown(ServerLimits limits) {
        metrics.serverAdmits(limits.available());
        StartUpChecks.warnAboutBudget(config, limits);
    }
}
