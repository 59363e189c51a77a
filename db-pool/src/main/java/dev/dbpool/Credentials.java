package dev.dbpool;

import java.util.Objects;

/**
 * With which user and password a connection is opened. Never shows the password.
 *
 * @param password empty for none
 */
public record Credentials(String user, String password) {
    public Credentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** The user alone. */
    @Override
    public String toString() {
        return "Credentials[" + user + ", ***]";
    }
}
