package dev.dbpool;

import dev.dbpool.fleet.ServerLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a pool says once, when it opens or with its first session, about a configuration that works today and will hurt one day. */
final class StartUpChecks {
    private static final Logger LOG = LoggerFactory.getLogger(DbPool.class);

    private StartUpChecks() {}

    static void warnAboutTls(DbConfig config) {
        config.tlsWarning().ifPresent(LOG::warn);
    }

    static void warnAboutBudget(DbConfig config, ServerLimits limits) {
        config.fleet()
                .warningFor(config.service(), config.maxConnections(), limits)
                .ifPresent(LOG::warn);
    }
}
