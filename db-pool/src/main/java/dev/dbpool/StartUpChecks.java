package dev.dbpool;

import dev.dbpool.fleet.ServerLimits;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a pool says once, when it opens, about a configuration that works today and will hurt one day. */
final class StartUpChecks {
    private static final Logger LOG = LoggerFactory.getLogger(DbPool.class);

    private StartUpChecks() {}

    static void warnAboutTls(DbConfig config) {
        TlsWarning.of(config.service(), config.urlSource().current()).ifPresent(LOG::warn);
    }

    static void warnAboutBudget(DbConfig config, Optional<ServerLimits> limits) {
        limits.flatMap(known -> config.fleet().warningFor(config.service(), config.maxConnections(), known))
                .ifPresent(LOG::warn);
    }
}
