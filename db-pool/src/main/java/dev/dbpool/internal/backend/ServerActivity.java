package dev.dbpool.internal.backend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's answer to {@link ActivityQuery}. Immutable; texts are safe to print, statements are fingerprints.
 *
 * @param backendPid of the session that asked, as the server knows it
 * @param role as which it asked
 * @param allowed sessions that ordinary roles may have together
 * @param roleLimit the role's own limit, -1 for none
 * @param databaseLimit the database's own limit, -1 for none
 * @param sessions client sessions of everybody, at least; without privileges parallel workers are counted, too
 * @param ofRole those of this role
 * @param ofDatabase those in this database
 * @param ownByState the service's sessions by state
 * @param found the sessions that were asked for, and those in their way, by process id
 * @param prepared the oldest prepared transaction of this database
 */
record ServerActivity(
        int backendPid,
        String role,
        int allowed,
        int roleLimit,
        int databaseLimit,
        int sessions,
        int ofRole,
        int ofDatabase,
        Map<String, Integer> ownByState,
        Map<Integer, Session> found,
        Optional<Prepared> prepared) {

    /**
     * A row of {@code pg_stat_activity}.
     *
     * @param hidden whether what it does may not be seen by this role
     * @param blockedBy the process ids that {@code pg_blocking_pids} names, 0 for a prepared transaction
     */
    record Session(
            int pid,
            boolean hidden,
            String application,
            String state,
            Optional<String> waitEventType,
            Optional<String> waitEvent,
            Optional<Duration> stateFor,
            Optional<Duration> queryFor,
            Optional<Duration> transactionFor,
            String query,
            List<Integer> blockedBy) {}

    /**
     * A prepared transaction.
     *
     * @param transaction its number, by which {@code pg_prepared_xacts} tells its name
     * @param of how many there are
     */
    record Prepared(String transaction, String owner, Duration preparedFor, int of) {}

    /** Which limit leaves no room for another session of this role, if one does. */
    Optional<String> full() {
        if (sessions >= allowed) {
            return Optional.of("the server has " + sessions + " client sessions of " + allowed + " allowed");
        }
        if (roleLimit >= 0 && ofRole >= roleLimit) {
            return Optional.of("role " + role + " has " + ofRole + " sessions of its CONNECTION LIMIT " + roleLimit);
        }
        if (databaseLimit >= 0 && ofDatabase >= databaseLimit) {
            return Optional.of("the database has " + ofDatabase + " sessions of its CONNECTION LIMIT " + databaseLimit);
        }
        return Optional.empty();
    }
}
