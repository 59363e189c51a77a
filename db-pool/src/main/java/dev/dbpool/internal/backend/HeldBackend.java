package dev.dbpool.internal.backend;

/**
 * A connection that is held, and what is needed to find it in {@code pg_stat_activity}.
 *
 * @param pid process id of its backend, as the driver knows it
 * @param connectionId the pool's own number of the physical connection
 * @param sinceNanos when the hold began, on the pool's clock
 */
public record HeldBackend(int pid, long connectionId, long sinceNanos) {}
