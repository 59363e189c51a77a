package dev.dbpool.internal.backend;

import dev.dbpool.internal.factory.ExplanationSession;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The question that is put to PostgreSQL (14 and newer), as documented in {@code docs/explanations.md}. It reads what
 * the server keeps in memory and three small catalogues; no table of the user's. Stateless.
 *
 * <p>Times come as ages by the server's clock, so that it need not agree with ours. The limits are asked for every
 * time: an administrator may change them during the very trouble that is to be explained.
 */
final class ActivityQuery {
    /** More waiting sessions than these are shown without those who block them: it costs a look at the lock table each. */
    static final int MOST_EXPLAINED = 50;

    /** Statements may be megabytes; a fingerprint is made of the beginning. */
    private static final int MOST_OF_A_STATEMENT = 2_000;

    /** Sessions of other roles do not say of which type they are; those that have a role and a database are clients. */
    private static final String NUMBERS = """
            SELECT pg_backend_pid(),
                   session_user::text,
                   current_setting('max_connections')::int
                       - current_setting('superuser_reserved_connections')::int
                       - coalesce(current_setting('reserved_connections', true)::int, 0),
                   (SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user),
                   (SELECT datconnlimit FROM pg_database WHERE datname = current_database()),
                   count(*),
                   count(*) FILTER (WHERE usename = session_user),
                   count(*) FILTER (WHERE datname = current_database())
              FROM pg_stat_activity
             WHERE backend_type = 'client backend'
                OR (backend_type IS NULL AND usename IS NOT NULL AND datname IS NOT NULL);
            """;

    private static final String BY_STATE = """
            SELECT CASE WHEN wait_event_type = 'Lock' THEN 'blocked on locks' ELSE coalesce(state, 'hidden') END, count(*)
              FROM pg_stat_activity
             WHERE application_name = ? AND datname = current_database()
               AND (backend_type IS NULL OR backend_type = 'client backend')
             GROUP BY 1;
            """;

    /**
     * The sessions that are asked for, if they are of this service, and all that stand in the way of those that wait
     * for a lock, directly or in the way of one another.
     */
    private static final String SESSIONS = """
            WITH RECURSIVE seen AS MATERIALIZED (
                SELECT pid, datname, usename, application_name, state, wait_event_type, wait_event, query,
                       state IS NULL AND query = '<insufficient privilege>' AS hidden,
                       xact_start, query_start, state_change
                  FROM pg_stat_activity
            ), asked AS MATERIALIZED (
                SELECT pid, wait_event_type, query_start
                  FROM seen
                 WHERE pid = ANY (?::int[]) AND datname = current_database()
                   AND (usename = session_user OR application_name = ?)
            ), waiting AS MATERIALIZED (
                SELECT pid FROM asked WHERE wait_event_type = 'Lock' ORDER BY query_start LIMIT %d
            ), edge (waiter, blocker, depth) AS (
                SELECT waiting.pid, b.pid, 1
                  FROM waiting CROSS JOIN LATERAL unnest(pg_blocking_pids(waiting.pid)) AS b (pid)
                UNION
                SELECT e.blocker, b.pid, e.depth + 1
                  FROM (SELECT DISTINCT blocker, depth FROM edge) AS e
                  JOIN seen ON seen.pid = e.blocker AND (seen.wait_event_type = 'Lock' OR seen.hidden)
                       CROSS JOIN LATERAL unnest(pg_blocking_pids(e.blocker)) AS b (pid)
                 WHERE e.depth < 4 AND e.blocker NOT IN (SELECT pid FROM waiting)
            )
            SELECT pid,
                   hidden,
                   application_name,
                   coalesce(state, ''),
                   wait_event_type,
                   wait_event,
                   (extract(epoch FROM clock_timestamp() - state_change) * 1000)::bigint,
                   CASE WHEN state = 'active'
                        THEN (extract(epoch FROM clock_timestamp() - query_start) * 1000)::bigint END,
                   (extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint,
                   CASE WHEN datname = current_database() AND NOT hidden THEN left(query, %d) ELSE '' END,
                   ARRAY (SELECT DISTINCT blocker FROM edge WHERE waiter = pid)
              FROM seen
             WHERE pid IN (SELECT pid FROM asked UNION ALL SELECT blocker FROM edge);
            """.formatted(MOST_EXPLAINED, MOST_OF_A_STATEMENT);

    /** Prepared transactions hold locks without a session; the oldest is the likeliest to be in somebody's way. */
    private static final String PREPARED = """
            SELECT transaction::text,
                   owner::text,
                   (extract(epoch FROM clock_timestamp() - prepared) * 1000)::bigint,
                   count(*) OVER ()
              FROM pg_prepared_xacts
             WHERE database = current_database()
             ORDER BY prepared
             LIMIT 1
            """;

    static final String SQL = NUMBERS + BY_STATE + SESSIONS + PREPARED;

    private ActivityQuery() {}

    /**
     * Asks. Blocks up to the limit.
     *
     * @param service whose sessions are counted: the application name
     * @param pids the backends to look for, empty to get numbers only
     */
    static ServerActivity ask(ExplanationSession session, String service, Collection<Integer> pids, Duration limit)
            throws SQLException {
        String list = pids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        return session.ask(SQL, List.of(service, list, service), limit, ActivityQuery::read);
    }

    private static ServerActivity read(Statement results) throws SQLException {
        try (ResultSet row = results.getResultSet()) {
            row.next();
            return new ServerActivity(
                    row.getInt(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getInt(4),
                    row.getInt(5),
                    row.getInt(6),
                    row.getInt(7),
                    row.getInt(8),
                    readStates(next(results)),
                    readSessions(next(results)),
                    readPrepared(next(results)));
        }
    }

    private static ResultSet next(Statement results) throws SQLException {
        results.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        return results.getResultSet();
    }

    private static Map<String, Integer> readStates(ResultSet rows) throws SQLException {
        Map<String, Integer> states = new HashMap<>();
        while (rows.next()) {
            states.put(rows.getString(1), rows.getInt(2));
        }
        return states;
    }

    private static Map<Integer, ServerActivity.Session> readSessions(ResultSet rows) throws SQLException {
        Map<Integer, ServerActivity.Session> sessions = new HashMap<>();
        while (rows.next()) {
            ServerActivity.Session session = new ServerActivity.Session(
                    rows.getInt(1),
                    rows.getBoolean(2),
                    text(rows, 3).orElse(""),
                    rows.getString(4),
                    text(rows, 5),
                    text(rows, 6),
                    age(rows, 7),
                    age(rows, 8),
                    age(rows, 9),
                    fingerprint(rows, 10),
                    pids(rows.getArray(11)));
            sessions.put(session.pid(), session);
        }
        return sessions;
    }

    private static Optional<String> text(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static Optional<Duration> age(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        // Less than nothing if the server's clock was set back.
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.max(0, millis)));
    }

    /** A statement need not be valid in the encoding of the database; then it cannot be shown. */
    private static String fingerprint(ResultSet row, int column) {
        try {
            return SqlFingerprint.of(row.getString(column));
        } catch (SQLException undecodable) {
            return "";
        }
    }

    private static List<Integer> pids(Array array) throws SQLException {
        List<Integer> pids = new ArrayList<>();
        for (Object pid : (Object[]) array.getArray()) {
            pids.add((Integer) pid);
        }
        return List.copyOf(pids);
    }

    private static Optional<ServerActivity.Prepared> readPrepared(ResultSet rows) throws SQLException {
        return rows.next()
                ? Optional.of(new ServerActivity.Prepared(
                        rows.getString(1),
                        rows.getString(2),
                        Duration.ofMillis(Math.max(0, rows.getLong(3))),
                        rows.getInt(4)))
                : Optional.empty();
    }
}
