package dev.dbpool.internal.factory;

import dev.dbpool.internal.factory.ConnectionFactory.Opener;
import dev.dbpool.internal.url.DatabaseUrl.Host;
import dev.dbpool.internal.url.UrlSource;
import java.net.Socket;
import java.net.SocketException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The one session beside the pool, over which the server is asked what the pool's sessions are doing. It logs in as
 * they do, as {@code <service>/explain}, but it is none of them: not counted, not paced, not in the way of an attempt
 * that hangs.
 *
 * <p>Guarantees: at most one is open; opening and asking end within their limits whatever the network does; after
 * {@link ConnectionFactory#stop} it is closed and stays so; nothing that it sets outlives a question, so that it may
 * share a server connection with others behind a proxy. Opening, asking and closing are for one thread at a time; the
 * factory may end it from any.
 */
public final class ExplanationSession {
    /** To be shown beside the service's own sessions in {@code pg_stat_activity}. */
    private static final String SUFFIX = "/explain";

    private static final long LONGEST_FAREWELL_NANOS = Duration.ofMillis(200).toNanos();

    /**
     * Comes before every question, in the same simple query message, which PostgreSQL runs as one transaction: settings
     * and transaction end with the message. A question never waits for a lock worth mentioning, writes nothing, finds no
     * functions but the system's, and is not compiled, which would take longer than to run it.
     */
    private static final String PRECAUTIONS = """
            SELECT pg_catalog.set_config('statement_timeout', '1s', true),
                   pg_catalog.set_config('lock_timeout', '1ms', true),
                   pg_catalog.set_config('transaction_read_only', 'on', true),
                   pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
                   pg_catalog.set_config('jit', 'off', true);
            """;

    /** An open session with what ends it. */
    private record Line(BaseConnection pg, Socket socket) {}

    /** Reads the results of a question, beginning with the first. */
    public interface Answer<T> {
        T read(Statement results) throws SQLException;
    }

    private final FactorySettings settings;
    private final UrlSource source;
    private final SessionSet ofThePool;
    private final Watchdog watchdog;
    private final LongSupplier nanoTime;
    private final Opener opener;

    /** Where the pool's newest session is: backends can be matched only there. */
    private volatile @Nullable Host preferred;

    /** The attempts that ran into their limit, the last of each host. Only for the thread that opens. */
    private final Map<Host, ConnectThread> givenUp = new HashMap<>();

    private volatile @Nullable ConnectThread attempt;
    private volatile @Nullable Line line;
    private volatile boolean ended;

    ExplanationSession(
            FactorySettings ofPool,
            UrlSource source,
            SessionSet ofThePool,
            Watchdog watchdog,
            LongSupplier nanoTime,
            Opener opener) {
        this.settings = new FactorySettings(
                ofPool.service() + SUFFIX,
                ofPool.threadPrefix() + "explain-",
                ofPool.connectTimeout(),
                1,
                Optional.empty(),
                Duration.ZERO,
                ofPool.setup());
        this.source = source;
        this.ofThePool = ofThePool;
        this.watchdog = watchdog;
        this.nanoTime = nanoTime;
        this.opener = opener;
    }

    void prefer(Host host) {
        preferred = host;
    }

    /** Whether it is open, as far as is known without asking. */
    public boolean isOpen() {
        return line != null;
    }

    /** The process id that the server, or a proxy in its place, gave at login; 0 if the session is not open. */
    public int backendPid() {
        Line open = line;
        return open == null ? 0 : open.pg().getBackendPID();
    }

    /**
     * Backends of the pool's that are not where this session is: of several hosts, or of several addresses that a name
     * stands for. Another server's process ids say nothing here.
     */
    public Set<Integer> pidsElsewhere() {
        Line open = line;
        return open == null
                ? Set.of()
                : ofThePool.all().stream()
                        .filter(session -> !Objects.equals(
                                session.serverAddress(), open.socket().getRemoteSocketAddress()))
                        .map(TrackedSession::backendPid)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Opens the session. Blocks up to the limit, for all hosts together.
     *
     * @throws OpenFailedException if it could not be opened, with the reason; nobody else is told of it
     * @throws InterruptedException if the caller was interrupted; the attempt is abandoned
     */
    public void open(Duration limit) throws OpenFailedException, InterruptedException {
        if (isOpen()) {
            return;
        }
        long deadline = nanoTime.getAsLong() + limit.toNanos();
        source.refresh(limit.dividedBy(2));
        List<LoginAttempt> candidates = LoginAttempt.candidates(source.current()).stream()
                .sorted(Comparator.comparing(login -> !login.host().equals(preferred)))
                .map(LoginAttempt::inOneMessage)
                .toList();
        HostRound.over(candidates, deadline, nanoTime, () -> ended, (login, timeoutNanos) -> {
            line = logIn(login, timeoutNanos, limit);
            return true;
        });
        if (ended) {
            kill();
        }
    }

    private Line logIn(LoginAttempt login, long timeoutNanos, Duration limit)
            throws OpenFailedException, InterruptedException {
        try {
            return logIn(login, timeoutNanos);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Throwable failure) {
            throw new OpenFailedException(ConnectFault.of(failure, settings.known(login), limit, nanoTime.getAsLong()));
        }
    }

    private Line logIn(LoginAttempt login, long timeoutNanos) throws Exception {
        ConnectThread before = givenUp.get(login.host());
        if (before != null && before.isAlive()) {
            // Nothing interrupts the resolution of a name; a second thread would hang in it as well.
            throw new Watchdog.TimeUp();
        }
        ConnectThread thread =
                new ConnectThread(settings.threadPrefix() + "connect", () -> opener.open(login, settings));
        attempt = thread;
        if (ended) {
            throw new SocketException("the pool is closing");
        }
        thread.start();
        try {
            return new Line(thread.await(timeoutNanos), thread.socket());
        } catch (Watchdog.TimeUp timeUp) {
            givenUp.put(login.host(), thread);
            throw timeUp;
        }
    }

    /**
     * Puts a question, with the precautions before it. Blocks up to the limit. Any failure closes the session.
     *
     * @param sql one or more {@code SELECT}s; {@code ?} stands for a value, and for nothing else
     * @param values as text, in order; they become literals
     * @throws SQLTimeoutException if no answer came within the limit
     * @throws SQLException if the session is not open, or the server or the driver refused
     */
    public <T> T ask(String sql, List<String> values, Duration limit, Answer<T> answer) throws SQLException {
        Line open = line;
        if (open == null) {
            throw new SQLException("the session is not open", "08003");
        }
        boolean answered = false;
        try {
            T result = watchdog.limit(limit.toNanos(), open.socket(), () -> ask(open.pg(), sql, values, answer));
            answered = true;
            return result;
        } catch (SQLException refused) {
            throw refused;
        } catch (Watchdog.TimeUp silence) {
            throw new SQLTimeoutException("no answer within " + limit.toMillis() + " ms", "08006", silence);
        } catch (Exception failure) {
            throw new SQLException("could not ask: " + failure, "08006", failure);
        } finally {
            if (!answered) {
                kill();
            }
        }
    }

    private static <T> T ask(BaseConnection pg, String sql, List<String> values, Answer<T> answer) throws SQLException {
        // Not a prepared statement: the driver would send one message for each statement in it.
        try (Statement statement = pg.createStatement()) {
            statement.execute(PRECAUTIONS + filledIn(pg, sql, values));
            statement.getMoreResults();
            return answer.read(statement);
        }
    }

    private static String filledIn(BaseConnection pg, String sql, List<String> values) throws SQLException {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (String value : values) {
            int place = sql.indexOf('?', from);
            filled.append(sql, from, place)
                    .append('\'')
                    .append(pg.escapeString(value))
                    .append('\'');
            from = place + 1;
        }
        return filled.append(sql, from, sql.length()).toString();
    }

    /** Takes leave of the server and closes the session. It can be opened again. */
    public void close() {
        Line open = line;
        if (open != null) {
            try {
                watchdog.limit(LONGEST_FAREWELL_NANOS, open.socket(), () -> {
                    open.pg().close();
                    return true;
                });
            } catch (Exception gone) {
                // It is closed in any case.
            } finally {
                kill();
            }
        }
    }

    /** Ends the session or the attempt to open it, for good. Returns at once. */
    void end() {
        ended = true;
        ConnectThread underWay = attempt;
        if (underWay != null) {
            underWay.giveUp();
        }
        kill();
    }

    private void kill() {
        Line open = line;
        line = null;
        if (open != null) {
            Watchdog.closeQuietly(open.socket());
        }
    }
}
