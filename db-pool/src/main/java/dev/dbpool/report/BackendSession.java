package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One backend as {@code pg_stat_activity} shows it. Texts are safe to print; SQL is a fingerprint without literals.
 *
 * @param pid process id of the backend
 * @param state {@code active}, {@code idle}, {@code idle in transaction} and so on; empty if PostgreSQL does not say
 * @param waitEventType {@code Lock}, {@code IO}, {@code Client} and so on
 * @param waitEvent what it waits for
 * @param stateFor how long it has been in this state, zero if unknown
 * @param queryFor how long the statement has run, if one is running
 * @param transactionFor how long the transaction has been open, if one is
 * @param query fingerprint of the statement that is running, or ran last
 * @param blockers at the head of the queue in which it waits: those who hold it up and are not held up themselves
 */
public record BackendSession(
        int pid,
        String state,
        Optional<String> waitEventType,
        Optional<String> waitEvent,
        Duration stateFor,
        Optional<Duration> queryFor,
        Optional<Duration> transactionFor,
        String query,
        List<Blocker> blockers) {
    public BackendSession {
        state = OneLine.of(state, OneLine.NAME);
        waitEventType = waitEventType.map(type -> OneLine.of(type, OneLine.NAME));
        waitEvent = waitEvent.map(event -> OneLine.of(event, OneLine.NAME));
        query = OneLine.of(query, OneLine.TEXT);
        blockers = List.copyOf(blockers);
    }

    /**
     * A session in whose way another waits.
     *
     * @param pid process id of the backend, 0 for a prepared transaction
     * @param applicationName its application name, empty if unknown
     * @param state as of {@link BackendSession#state}; of a prepared transaction its number and owner
     * @param stateFor how long it has been in this state, zero if unknown
     * @param transactionFor how long its transaction has been open, if one is
     * @param query fingerprint of the statement that is running, or ran last; empty if PostgreSQL does not say
     * @param connectionId the pool's own number, if it is one of this pool's connections
     */
    public record Blocker(
            int pid,
            String applicationName,
            String state,
            Duration stateFor,
            Optional<Duration> transactionFor,
            String query,
            Optional<Long> connectionId) {
        public Blocker {
            applicationName = OneLine.of(applicationName, OneLine.NAME);
            state = OneLine.of(state, OneLine.NAME);
            query = OneLine.of(query, OneLine.TEXT);
        }
    }
}
