package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What PostgreSQL said when it was asked, or why it was not.
 *
 * @param status whether its answer is part of the report
 * @param detail the reason in one sentence if the answer is missing or limited, else empty
 * @param age how old the answer is when the report is made
 * @param ownSessions this service's sessions on the server by state; lock waits count as {@code blocked on locks}
 * @param sessions client sessions of everybody, if known
 * @param maxSessions how many of them it allows ordinary roles: {@code max_connections} less the reserved ones, if known
 */
public record ServerView(
        Status status,
        String detail,
        Optional<Duration> age,
        Map<String, Integer> ownSessions,
        Optional<Integer> sessions,
        Optional<Integer> maxSessions) {
    public ServerView {
        detail = OneLine.of(detail, OneLine.TEXT);
        ownSessions = ownSessions.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        state -> OneLine.of(state.getKey(), OneLine.NAME), Map.Entry::getValue, Integer::sum));
    }

    /** Whether the server's answer is part of the report. */
    public enum Status {
        /** The answer is there, and backends are matched with holders. */
        ANSWERED,
        /** The answer is there, but a proxy such as PgBouncer stands between: backends cannot be matched. */
        BEHIND_PROXY,
        /** The role may not see what other sessions do; only numbers are known. */
        NO_PERMISSION,
        /** The server has no connection to spare for asking. */
        SERVER_FULL,
        /** It is there, and answered with an error: such as that it ended the session over which it was asked. */
        REFUSED,
        /** It could not be asked, or did not answer in time. */
        NO_ANSWER,
        /** It has not been asked. */
        NOT_ASKED
    }

    /** The view of a server that nobody has asked. */
    public static ServerView notAsked(String why) {
        return new ServerView(Status.NOT_ASKED, why, Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }
}
