package dev.dbpool;

import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.metrics.PoolMetrics;

/** Carries what the factory reports to the metrics and, once, to the comparison with the budget. */
final class ConnectReports implements ConnectListener {
    private final DbConfig config;
    private final PoolMetrics metrics;

    ConnectReports(DbConfig config, PoolMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public void opened(long nanos) {
        metrics.connectOpened(nanos);
    }

    @Override
    public void failed(ConnectFailure reason) {
        metrics.connectFailed(reason);
    }

    @Override
    public void limitsKnown(ServerLimits limits) {
        StartUpChecks.warnAboutBudget(config, limits);
    }
}
