package dev.dbpool.internal.pool;

import dev.dbpool.PoolStats;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two lines of a pool's life in the log: with what it opened, and what it did until it closed. */
final class PoolLines {
    private static final Logger LOG = LoggerFactory.getLogger(PoolSettings.LOGGER);
    private static final int LONGEST = 999;

    private PoolLines() {}

    /** A log that throws keeps no pool from opening or closing. */
    static void say(String line) {
        try {
            LOG.info("{}", line);
        } catch (Throwable lost) {
            // The line is news, and nothing depends on it.
        }
    }

    static String opened(PoolSettings settings, String server) {
        return OneLine.of(
                settings.label() + ": open, " + settings.maxConnections() + " connections at most, "
                        + settings.minConnections() + " ready; acquireTimeout " + time(settings.acquireTimeout())
                        + ", connectTimeout " + time(settings.connectTimeout())
                        + ", idleTimeout " + orNever(settings.idleTimeout())
                        + ", maxLifetime " + orNever(settings.maxLifetime())
                        + ", keepalive " + orNever(settings.keepalive())
                        + ", admission " + settings.admission().name().toLowerCase(Locale.ROOT)
                        + "; " + settings.databaseUrl() + ", sslmode " + settings.sslmode()
                        + "; server: " + server + "; budget: " + settings.plan(),
                LONGEST);
    }

    static String closed(PoolSettings settings, Duration age, PoolStats last) {
        return settings.label() + ": closed after " + time(age) + ", " + last.handedOut() + " connections handed out, "
                + (last.timeouts() + last.closedErrors() + last.otherErrors()) + " failed, " + last.rejected()
                + " refused, " + last.active() + " cut while in use";
    }

    private static String orNever(Duration time) {
        return time.isZero() ? "never" : time(time);
    }

    private static String time(Duration time) {
        return Amount.time(time);
    }
}
