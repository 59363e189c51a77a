package dev.dbpool;

/**
 * What a pool counted up to one instant. Immutable.
 *
 * <p>At rest {@code started = handedOut + timeouts + closedErrors + otherErrors + rejected + cancelled + waiting};
 * while callers come and go the sums may be apart by those that are on their way.
 *
 * @param service the pool's service
 * @param max how many connections may be in use at once
 * @param active connections handed out and not yet returned, or ready for a caller who is being served
 * @param idle open connections that nobody holds
 * @param waiting callers that wait for a connection
 * @param started acquisitions begun since the pool opened
 * @param handedOut acquisitions that ended with a connection
 * @param timeouts acquisitions that ran out of time
 * @param closedErrors acquisitions that failed because the pool was closed
 * @param otherErrors acquisitions that failed for another reason, mostly because no session could be opened
 * @param rejected callers refused by admission
 * @param cancelled callers interrupted while they waited
 */
public record PoolStats(
        String service,
        int max,
        int active,
        int idle,
        int waiting,
        long started,
        long handedOut,
        long timeouts,
        long closedErrors,
        long otherErrors,
        long rejected,
        long cancelled) {}
