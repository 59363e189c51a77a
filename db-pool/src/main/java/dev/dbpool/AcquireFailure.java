package dev.dbpool;

import dev.dbpool.report.Report;
import java.util.Optional;

/**
 * What every failure to get a connection carries, beside its message. The exceptions extend those classes of
 * {@code java.sql} by which frameworks decide whether trying again may help, so an interface is what they share:
 *
 * <pre>{@code
 * } catch (SQLException failure) {
 *     if (failure instanceof AcquireFailure why) {
 *         log.warn("{} {}", failure.getMessage(), why.stats());
 *     }
 * }
 * }</pre>
 */
public sealed interface AcquireFailure
        permits AcquireInterruptedException,
                AcquireRejectedException,
                AcquireTimeoutException,
                ConnectFailed,
                PoolClosedException {

    /** The pool at the moment of the failure. */
    PoolStats stats();

    /**
     * Why, with everything that was known; shared by all callers that failed for it. Empty if the caller was interrupted,
     * if the pool did not open, for some of very many that fail at the same instant before anything is known, and in a
     * deserialized copy.
     */
    Optional<Report> report();
}
