package dev.dbpool.internal.factory;

import dev.dbpool.ConnectionCallback;
import dev.dbpool.Isolation;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the application brings to each login, and what its sessions are like after it.
 *
 * @param credentials in place of the URL's user and password
 * @param driverClasses classes that the driver makes, by the parameters that name them
 * @param initSql runs after the login, and again after {@code DISCARD ALL}; may hold secrets
 * @param onConnect runs once, after {@code initSql}
 * @param readOnly whether sessions can only read, as far as a session can be kept from writing
 * @param isolation of transactions that ask for none; empty for the server's
 * @param autoCommit whether connections are handed out with autocommit on
 */
public record SessionSetup(
        Optional<LoginCredentials> credentials,
        Map<String, Class<?>> driverClasses,
        Optional<String> initSql,
        Optional<ConnectionCallback> onConnect,
        boolean readOnly,
        Optional<Isolation> isolation,
        boolean autoCommit) {
    /** Nothing. */
    public static final SessionSetup NONE = new SessionSetup(
            Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), false, Optional.empty(), true);

    /**
     * Settings of the session that come with its login. {@code RESET} and {@code DISCARD ALL} lead back to them, which a
     * {@code SET} after the login would not survive.
     */
    String startupOptions() {
        StringBuilder options = new StringBuilder();
        if (readOnly) {
            options.append(READ_ONLY);
        }
        isolation.ifPresent(level -> options.append(" -c default_transaction_isolation=")
                .append(level.name().toLowerCase(Locale.ROOT).replace("_", "\\ ")));
        return options.toString();
    }

    static final String READ_ONLY = " -c default_transaction_read_only=on";

    /** Never says what {@code initSql} is. */
    @Override
    public String toString() {
        return "SessionSetup[readOnly=" + readOnly + ", isolation=" + isolation + ", autoCommit=" + autoCommit + "]";
    }
}
