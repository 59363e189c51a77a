package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import dev.dbpool.fleet.ServerLimits;

/** Hears of every attempt to open a session, on the thread that made it. Must be quick and must not throw. */
public interface ConnectListener {

    /** A session was opened in this many nanoseconds. */
    void opened(long nanos);

    /** An attempt failed. */
    void failed(ConnectFailure reason);

    /** The server told its limits; comes once, with the first session. */
    void limitsKnown(ServerLimits limits);
}
