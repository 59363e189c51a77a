package dev.dbpool;

import dev.dbpool.report.Report;
import java.util.Optional;

/**
 * What the two exceptions for "no session could be opened" have in common: {@link ConnectFailedException} where
 * trying again may help, {@link ConnectDeniedException} where it cannot. JDBC wants different supertypes for the two.
 */
public sealed interface ConnectFailed permits ConnectFailedException, ConnectDeniedException {

    /** Why there is no session. */
    ConnectFailure reason();

    /** The pool at the moment of the failure. */
    PoolStats stats();

    /** What else was known; empty if there was no time, or the pool did not open. */
    Optional<Report> report();
}
