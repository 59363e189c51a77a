package dev.dbpool.internal.config;

import dev.dbpool.internal.url.DatabaseUrl;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says when a password or data would travel to a host whose identity nothing verifies. */
final class TlsWarning {
    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost\\.?|.+\\.localhost\\.?|127\\.[0-9.]+|::1|0:0:0:0:0:0:0:1", Pattern.CASE_INSENSITIVE);

    private TlsWarning() {}

    static Optional<String> of(String service, DatabaseUrl url) {
        if (url.sslmode().equals("verify-full")) {
            return Optional.empty();
        }
        return url.hosts().stream()
                .filter(host -> !LOOPBACK.matcher(host.name()).matches())
                .findFirst()
                .map(host -> service + ": sslmode=" + url.sslmode() + " does not verify that " + host
                        + " is the server it claims to be: add sslmode=verify-full to the database URL"
                        + " (docs/configuration.md)");
    }
}
