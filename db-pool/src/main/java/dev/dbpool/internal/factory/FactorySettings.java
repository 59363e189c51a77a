package dev.dbpool.internal.factory;

import java.time.Duration;
import java.util.Optional;

/**
 * What the factory needs to know beside the URL.
 *
 * @param service the service, used as {@code ApplicationName}
 * @param threadPrefix how the names of the factory's threads begin
 * @param connectTimeout for all phases of opening a session together
 * @param connectParallelism attempts that may be under way at the same time while they succeed, 1 or more
 * @param socketTimeout how long a session waits for the server's answer, empty for ever
 * @param failbackAfter how often to look for a preferred server that is back, zero for never
 * @param setup what the application brings to each login
 */
public record FactorySettings(
        String service,
        String threadPrefix,
        Duration connectTimeout,
        int connectParallelism,
        Optional<Duration> socketTimeout,
        Duration failbackAfter,
        SessionSetup setup) {

    public FactorySettings(
            String service,
            String threadPrefix,
            Duration connectTimeout,
            int connectParallelism,
            Optional<Duration> socketTimeout) {
        this(
                service,
                threadPrefix,
                connectTimeout,
                connectParallelism,
                socketTimeout,
                Duration.ZERO,
                SessionSetup.NONE);
    }

    /** The login as far as it is known without asking the application. */
    LoginAttempt known(LoginAttempt login) {
        return setup.credentials()
                .map(given -> login.to(given.knownWith(login.url())))
                .orElse(login);
    }
}
