package dev.dbpool.internal.url;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and who asks: the immutable result of parsing a database URL.
 *
 * <p>Reads {@code postgres://}, {@code postgresql://} and {@code jdbc:postgresql:} URLs with several hosts, IPv6
 * addresses and percent-encoding. What the URL leaves out is as in libpq: host {@code localhost}, port 5432, the
 * operating system's user, the database named like the user. Neither {@link #redacted()} nor {@link #toString()} nor
 * an exception shows a secret.
 *
 * @param databaseNamed false if the database is named like the user because the URL names none
 * @param user empty only if the URL names none and the operating system knows none
 * @param userNamed false if it is the operating system's user because the URL names none
 * @param driverProperties by pgjdbc's names, secrets such as {@code sslpassword} included; without user, password,
 *     hosts, database and choice among hosts
 * @param sslmode as written, or {@code prefer}
 * @param connectTimeout libpq's {@code connect_timeout}, which gives way to the pool's own setting
 */
public record DatabaseUrl(
        List<Host> hosts,
        String database,
        boolean databaseNamed,
        Optional<String> user,
        boolean userNamed,
        Optional<String> password,
        Map<String, String> driverProperties,
        TargetServer targetServer,
        boolean loadBalance,
        String sslmode,
        Optional<Duration> connectTimeout) {

    /** One server address; an IPv6 address is without brackets. */
    public record Host(String name, int port) {
        /** Whether it has to be resolved: it is no literal address. */
        public boolean isName() {
            return name.indexOf(':') < 0 && !name.matches("[0-9.]+");
        }

        @Override
        public String toString() {
            return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
        }
    }

    public DatabaseUrl {
        hosts = List.copyOf(hosts);
        driverProperties = Map.copyOf(driverProperties);
    }

    /**
     * Parses a database URL.
     *
     * @throws InvalidUrlException listing all problems, without quoting any value of the URL
     */
    public static DatabaseUrl parse(String text) {
        return parse(text, operatingSystemUser());
    }

    static DatabaseUrl parse(String text, Optional<String> defaultUser) {
        List<String> problems = new ArrayList<>();
        Optional<DatabaseUrl> url =
                UrlGrammar.split(text, problems).map(parts -> new UrlReading(parts, problems).read(defaultUser));
        if (!problems.isEmpty()) {
            throw new InvalidUrlException(problems);
        }
        return url.orElseThrow();
    }

    private static Optional<String> operatingSystemUser() {
        // A container may run under a number without a name; the JVM then says "?".
        return Optional.ofNullable(System.getProperty("user.name"))
                .filter(name -> !name.isBlank() && !name.equals("?"));
    }

    /** Whether these are the user and the password of this URL; null and an empty password stand for none. */
    public boolean logsInWith(@Nullable String asUser, @Nullable String withPassword) {
        return user.equals(Optional.ofNullable(asUser))
                && MessageDigest.isEqual(
                        bytes(password.orElse("")),
                        bytes(Optional.ofNullable(withPassword).orElse("")));
    }

    /** The same with this user and this password instead of its own; what is empty stays as it is. */
    public DatabaseUrl withLogin(Optional<String> newUser, Optional<String> newPassword) {
        Optional<String> asUser = newUser.or(() -> user);
        return new DatabaseUrl(
                hosts,
                databaseNamed ? database : asUser.orElse(database),
                databaseNamed,
                asUser,
                userNamed || newUser.isPresent(),
                newPassword.isPresent() ? newPassword.filter(text -> !text.isEmpty()) : password,
                driverProperties,
                targetServer,
                loadBalance,
                sslmode,
                connectTimeout);
    }

    /** The URL as pgjdbc reads it, secrets of the parameters included, without user and password. */
    public String jdbcUrl() {
        return JdbcUrl.of(this);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The URL in one normal form, with {@code ***} in place of every secret. */
    public String redacted() {
        return RedactedUrl.of(this);
    }

    /** The same as {@link #redacted()}. */
    @Override
    public String toString() {
        return redacted();
    }
}
