package dev.dbpool.examples.service;

import java.util.Map;

/** What an endpoint answers. */
public record Reply(int status, String contentType, String body, Map<String, String> headers) {
    /** Plain text. */
    public static Reply text(int status, String body) {
        return new Reply(status, "text/plain; charset=utf-8", body, Map.of());
    }

    static Reply json(String body) {
        return new Reply(200, "application/json", body, Map.of());
    }

    /** Come back later. */
    static Reply unavailable(int retryAfterSeconds, String why) {
        return new Reply(
                503,
                "text/plain; charset=utf-8",
                why + "\n",
                Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }
}
