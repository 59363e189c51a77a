package dev.dbpool.internal.watch;

import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.Holder;
import java.util.Optional;

/**
 * A hold that is probably a leak. Immutable; texts are safe to print.
 *
 * @param holder who has the connection
 * @param activity what that thread is doing
 * @param session what PostgreSQL says about the backend, if it could be asked
 */
public record Suspect(Holder holder, Activity activity, Optional<BackendSession> session) {}
