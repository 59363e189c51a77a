package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Tries the hosts of a URL one after the other; together they have until one deadline. Stateless. */
final class HostRound {
    private HostRound() {}

    /** One host's turn. */
    interface Attempt<T> {
        T at(LoginAttempt login, long timeoutNanos) throws OpenFailedException, InterruptedException;
    }

    /** The first host's answer, or the last one's failure. */
    static <T> T over(
            List<LoginAttempt> candidates,
            long deadlineNanos,
            LongSupplier nanoTime,
            BooleanSupplier closing,
            Attempt<T> attempt)
            throws OpenFailedException, InterruptedException {
        OpenFailedException failure = null;
        for (int tried = 0; tried < candidates.size(); tried++) {
            long left = deadlineNanos - nanoTime.getAsLong();
            try {
                return attempt.at(candidates.get(tried), left / (candidates.size() - tried));
            } catch (OpenFailedException failed) {
                failure = failed;
                // As libpq does: a rejected password is not tried on the next host.
                if (closing.getAsBoolean() || failed.fault().reason() == ConnectFailure.AUTH) {
                    break;
                }
            }
        }
        throw Objects.requireNonNull(failure, "a URL has at least one host");
    }
}
