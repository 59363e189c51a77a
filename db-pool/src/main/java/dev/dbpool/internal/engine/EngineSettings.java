package dev.dbpool.internal.engine;

import java.time.Duration;

/**
 * How sessions are kept.
 *
 * @param service for log lines
 * @param threadPrefix how the names of the engine's threads begin
 * @param minConnections sessions that are kept idle, 0 or more
 * @param connectParallelism logins that may be under way at the same time, 1 or more
 * @param idleTimeout after which an idle session beyond {@code minConnections} is closed; zero for never
 * @param maxLifetime after which a session is replaced; zero for never
 * @param keepalive how often an idle session is tested; zero for never
 */
public record EngineSettings(
        String service,
        String threadPrefix,
        int minConnections,
        int connectParallelism,
        Duration idleTimeout,
        Duration maxLifetime,
        Duration keepalive) {}
