package dev.dbpool.internal.engine;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * How the engine keeps connections.
 *
 * @param name of the pool, for the engine's own log lines
 * @param threads makes the engine's threads
 * @param maxConnections the most it may have
 * @param minConnections how many it keeps ready
 * @param idleTimeout after which a connection beyond the minimum is closed, zero for never
 * @param maxLifetime after which an idle connection is replaced, zero for never
 * @param setupTimeout for what the engine asks of a connection that it has just received
 */
public record EngineSettings(
        String name,
        ThreadFactory threads,
        int maxConnections,
        int minConnections,
        Duration idleTimeout,
        Duration maxLifetime,
        Duration setupTimeout) {}
