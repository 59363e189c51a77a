package dev.dbpool.internal.url;

import java.util.Locale;
import java.util.Optional;

/** Which of several hosts will do, by the state that the server is in. */
public enum TargetServer {
    ANY("any"),
    PRIMARY("primary"),
    SECONDARY("secondary"),
    PREFER_PRIMARY("preferPrimary"),
    PREFER_SECONDARY("preferSecondary");

    private final String spelling;

    TargetServer(String spelling) {
        this.spelling = spelling;
    }

    /** As pgjdbc spells it. */
    String spelling() {
        return spelling;
    }

    /** Reads libpq's {@code target_session_attrs} and pgjdbc's {@code targetServerType}. */
    static Optional<TargetServer> of(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "any" -> Optional.of(ANY);
            case "primary", "master", "read-write" -> Optional.of(PRIMARY);
            case "secondary", "slave", "standby", "read-only" -> Optional.of(SECONDARY);
            case "preferprimary" -> Optional.of(PREFER_PRIMARY);
            case "prefersecondary", "preferslave", "prefer-standby" -> Optional.of(PREFER_SECONDARY);
            default -> Optional.empty();
        };
    }
}
