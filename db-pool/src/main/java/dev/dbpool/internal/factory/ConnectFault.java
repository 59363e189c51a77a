package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.ForeignFailure;
import dev.dbpool.internal.text.OneLine;
import java.time.Duration;

/**
 * Why the last attempt to open a session failed.
 *
 * @param reason the class of the failure
 * @param where host, port, database and user; no secret; safe to print
 * @param sqlState the server's or the driver's, or 08001 if there is none; five letters or digits
 * @param message the driver's or the server's words, safe to print
 * @param cause what was thrown, or a copy that is safe to print
 * @param atNanos when it failed, on the pool's clock
 */
public record ConnectFault(
        ConnectFailure reason, String where, String sqlState, String message, Throwable cause, long atNanos) {

    private static final long WORTH_SAYING_NANOS = Duration.ofMillis(100).toNanos();

    /** What an attempt to log in threw, classified. */
    static ConnectFault of(Throwable failure, LoginAttempt login, Duration limit, long atNanos) {
        return of(failure, login, limit, 0, atNanos);
    }

    /** @param starvedNanos for which this process had no CPU meanwhile */
    static ConnectFault of(Throwable failure, LoginAttempt login, Duration limit, long starvedNanos, long atNanos) {
        ConnectFailure reason = FailureClassifier.classify(failure);
        String message = reason == ConnectFailure.TIMEOUT
                ? "no session within " + limit.toMillis() + " ms" + withoutCpu(starvedNanos)
                : withoutFullStop(ForeignFailure.clean(String.valueOf(failure.getMessage())));
        return new ConnectFault(
                reason,
                OneLine.of(login.where(), OneLine.FRAME),
                FailureClassifier.sqlState(failure),
                message,
                ForeignFailure.printable(failure),
                atNanos);
    }

    private static String withoutCpu(long nanos) {
        return nanos < WORTH_SAYING_NANOS
                ? ""
                : ", not counting " + Amount.time(Duration.ofNanos(nanos))
                        + " in which this process had no CPU: raise its CPU limit";
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
