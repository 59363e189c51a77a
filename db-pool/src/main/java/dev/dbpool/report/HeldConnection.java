package dev.dbpool.report;

import java.util.Optional;

/**
 * A connection in use with both sides of it: the thread that borrowed it, and its backend.
 *
 * @param holder who has it since when
 * @param activity what the borrowing thread is doing
 * @param session what PostgreSQL says about its backend; empty if that could not be read or not be matched
 */
public record HeldConnection(Holder holder, Activity activity, Optional<BackendSession> session) {}
