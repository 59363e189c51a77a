package dev.dbpool;

/**
 * What the two exceptions for "no session could be opened" have in common: {@link ConnectFailedException} where
 * trying again may help, {@link ConnectDeniedException} where it cannot. JDBC wants different supertypes for the two.
 */
public sealed interface ConnectFailed extends AcquireFailure permits ConnectFailedException, ConnectDeniedException {

    /** Why there is no session. */
    ConnectFailure reason();
}
