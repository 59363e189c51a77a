package dev.dbpool;

import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.recording.PoolEvents;

/** Carries what the factory reports to metrics and flight recorder and, once, to the comparison with the budget. */
final class ConnectReports implements ConnectListener {
    private final DbConfig config;
    private final PoolMetrics metrics;
    private final PoolEvents events;

    ConnectReports(DbConfig config, PoolMetrics metrics, PoolEvents events) {
        this.config = config;
        this.metrics = metrics;
        this.events = events;
    }

    @Override
    public void opened(long nanos) {
        metrics.connectOpened(nanos);
        events.connected(nanos);
    }

    @Override
    public void failed(ConnectFailure reason) {
        metrics.connectFailed(reason);
        events.connectFailed(reason.label());
    }

    @Override
    public void limitsKnown(ServerLimits limits) {
        StartUpChecks.warnAboutBudget(config, limits);
    }
}
