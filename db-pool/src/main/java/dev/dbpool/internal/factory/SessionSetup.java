package dev.dbpool.internal.factory;

import java.util.Optional;

/**
 * What the application brings to each login.
 *
 * @param credentials in place of the URL's user and password
 */
public record SessionSetup(Optional<LoginCredentials> credentials) {
    /** Nothing. */
    public static final SessionSetup NONE = new SessionSetup(Optional.empty());
}
