package dev.dbpool.internal.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the engine's log. A log that throws must not keep a slot from coming back, nor end a thread. */
final class QuietLog {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private QuietLog() {}

    /** A warning, or with {@code failure} as the last argument its stack trace, too. */
    static void warn(String format, Object... arguments) {
        try {
            LOG.warn(format, arguments);
        } catch (RuntimeException | Error broken) {
            // There is no other place to report it.
        }
    }

    static void info(String format, Object... arguments) {
        try {
            LOG.info(format, arguments);
        } catch (RuntimeException | Error broken) {
            // There is no other place to report it.
        }
    }
}
