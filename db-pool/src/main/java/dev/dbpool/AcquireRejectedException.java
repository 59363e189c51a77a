package dev.dbpool;

import dev.dbpool.report.Report;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Admission refused the caller, at once or after a short wait, because others would have to wait too long: {@link #reason}
 * says which limit was met. SQLState 53000; counted as rejected, not as an error. Worth another try after
 * {@link #retryAfter}, or an answer like HTTP 503.
 */
public final class AcquireRejectedException extends SQLTransientConnectionException implements AcquireFailure {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;
    private final Duration retryAfter;
    private final PoolStats stats;
    private final transient @Nullable Report report;

    /** As the pool makes it; public for the tests of services. */
    public AcquireRejectedException(
            String message, RejectReason reason, Duration retryAfter, PoolStats stats, Optional<Report> report) {
        super(message, "53000");
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.stats = stats;
        this.report = report.orElse(null);
    }

    /** Which limit was met. */
    public RejectReason reason() {
        return reason;
    }

    /**
     * When to try again at the earliest, from 10 ms to a minute. The time in which those who wait now will have been
     * served (measured hold time × callers ÷ connections), in overload at least the time after which it can be over;
     * times a random factor from 1 to 2, so that the refused do not come back all at once.
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public PoolStats stats() {
        return stats;
    }

    @Override
    public Optional<Report> report() {
        return Optional.ofNullable(report);
    }
}
