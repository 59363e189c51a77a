package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;

/**
 * Why the last attempt to open a session failed.
 *
 * @param reason the class of the failure
 * @param where host, port, database and user; no secret
 * @param sqlState the server's or the driver's, or 08001 if there is none
 * @param message the driver's or the server's words
 * @param cause what was thrown
 * @param atNanos when it failed, on the pool's clock
 */
public record ConnectFault(
        ConnectFailure reason, String where, String sqlState, String message, Throwable cause, long atNanos) {}
