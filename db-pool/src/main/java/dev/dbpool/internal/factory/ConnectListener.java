package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every attempt to open a session, on the thread that made it. Must be quick and must not throw. Whoever has no
 * use for a piece of news leaves its method as it is.
 */
public interface ConnectListener {

    /** An attempt begins. Returns what it wants to be reminded of if a session is opened, or null. */
    default @Nullable Begun begins() {
        return null;
    }

    /** A session was opened in this many nanoseconds. */
    default void opened(@Nullable Begun begun, long nanos) {}

    /** An attempt failed. */
    default void failed(ConnectFailure reason) {}

    /** The version of the server with which a session was opened; comes with the first session, perhaps not only then. */
    default void serverKnown(String version) {}

    /** The server told its limits; comes once, with the first session. */
    default void limitsKnown(ServerLimits limits) {}
}
