package dev.dbpool.internal.backend;

import dev.dbpool.report.BackendSession;
import dev.dbpool.report.ServerView;
import java.util.Map;
import java.util.Optional;

/**
 * What PostgreSQL said about the connections that are held, or why it did not. Immutable; texts are safe to print.
 *
 * @param server whether it answered, and its numbers
 * @param sessions the backends of holds that were in progress when it was asked, by process id; durations are as of
 *     then, so {@link ServerView#age} old
 */
public record ServerReading(ServerView server, Map<Integer, BackendSession> sessions) {
    public ServerReading {
        sessions = Map.copyOf(sessions);
    }

    static ServerReading without(ServerView.Status status, String why) {
        return new ServerReading(
                new ServerView(status, why, Optional.empty(), Map.of(), Optional.empty(), Optional.empty()), Map.of());
    }
}
