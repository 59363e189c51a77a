package dev.dbpool.internal.backend;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.factory.ConnectFault;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.ExplanationSession;
import dev.dbpool.internal.factory.OpenFailedException;
import dev.dbpool.internal.text.ForeignFailure;
import dev.dbpool.report.ServerView.Status;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PostgreSQL says about the connections that are held.
 *
 * <p>Thread-safe, though meant for the one thread that makes reports: a second reader gets the last reading. A reading
 * blocks for as long as it is given and throws nothing. The server is asked once in
 * {@value #INTERVAL_SECONDS} s at the most, whether it answers or not, over at most one session per pool, which is
 * opened by {@link #prepare} or the first reading and closed by {@link #closeIfIdle} when none has been wanted for
 * {@value #IDLE_SECONDS} s, or at once when the server has no room for it.
 */
public final class BackendView implements AutoCloseable {
    static final long INTERVAL_SECONDS = 5;
    static final long IDLE_SECONDS = 30;

    private static final Logger LOG = LoggerFactory.getLogger(BackendView.class);
    private static final Duration INTERVAL = Duration.ofSeconds(INTERVAL_SECONDS);
    private static final Duration IDLE = Duration.ofSeconds(IDLE_SECONDS);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** The class of SQLStates that the driver, and not the server, sets. */
    private static final String CONNECTION_EXCEPTION = "08";

    /** Linux gives no process a higher id; what PgBouncer calls one is a random number of 32 bits. */
    private static final int HIGHEST_PID = 4_194_304;

    /** For so long a server that had no room is not asked for a session. */
    private static final Duration FULL_FOR = Duration.ofSeconds(30);

    private final String service;
    private final ConnectionFactory factory;
    private final ExplanationSession session;
    private final LongSupplier nanoTime;
    /** How long opening the session, and a reading, may take. */
    private final Duration longest;

    /** Invariant: whoever turns it to true, alone, uses the session, and turns it back. */
    private final AtomicBoolean inUse = new AtomicBoolean();

    /** Written by the one who has the session; read by anybody. */
    private volatile @Nullable ServerSnapshot last;

    private volatile long neededNanos;
    private volatile long preparedNanos;

    // Only for the one who has the session.
    /** What is known of the way to the server; it outlives sessions, for a proxy stays where it is. */
    private boolean behindProxy;

    private @Nullable Full full;

    /** That there was no room, and when. */
    private record Full(String why, long atNanos) {}

    /**
     * A view of the server of one pool. Opens nothing yet.
     *
     * @param longest how long to open the session, and how long to read, may take
     */
    public BackendView(String service, ConnectionFactory factory, LongSupplier nanoTime, Duration longest) {
        this.service = service;
        this.factory = factory;
        this.session = factory.explanation();
        this.nanoTime = nanoTime;
        this.longest = longest;
        this.neededNanos = nanoTime.getAsLong();
        this.preparedNanos = neededNanos - INTERVAL.toNanos();
    }

    /**
     * What the server says about these holds: now, or at the last reading if that was less than
     * {@value #INTERVAL_SECONDS} s ago. A hold that has begun since then is left out, because what was read is about
     * the one before. A hold that ends while this blocks, for {@link #longest} at the most, is the caller's to leave
     * out.
     */
    public ServerReading read(Collection<HeldBackend> held) {
        neededNanos = nanoTime.getAsLong();
        if (inUse.compareAndSet(false, true)) {
            try {
                if (due()) {
                    return ask(held).about(held, nanoTime.getAsLong());
                }
            } finally {
                inUse.set(false);
            }
        }
        ServerSnapshot recent = last;
        return recent != null && !due()
                ? recent.about(held, nanoTime.getAsLong())
                : ServerReading.without(Status.NOT_ASKED, "another report is asking PostgreSQL at this moment");
    }

    /** When a reading would ask the server again; zero if it would now. Until then it would repeat the last answer. */
    public Duration nextIn() {
        ServerSnapshot recent = last;
        return recent == null ? Duration.ZERO : left(INTERVAL, recent.beganNanos());
    }

    private boolean due() {
        return nextIn().isZero();
    }

    private Duration left(Duration of, long sinceNanos) {
        long nanos = of.toNanos() - (nanoTime.getAsLong() - sinceNanos);
        return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ZERO;
    }

    /**
     * Opens the session, so that the next reading is quick. Tries once in {@value #INTERVAL_SECONDS} s at the most;
     * blocks for {@link #longest} at the most and throws nothing.
     */
    public void prepare() {
        if (session.isOpen()
                || !due()
                || !left(INTERVAL, preparedNanos).isZero()
                || !inUse.compareAndSet(false, true)) {
            return;
        }
        try {
            preparedNanos = nanoTime.getAsLong();
            neededNanos = preparedNanos;
            if (noRoom().isEmpty()) {
                session.open(longest);
            }
        } catch (OpenFailedException failed) {
            // The reading will meet the same and tell it; unless there is no room, then it does not even try.
            notOpened(failed.fault(), preparedNanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            inUse.set(false);
        }
    }

    private ServerSnapshot ask(Collection<HeldBackend> held) {
        long began = nanoTime.getAsLong();
        Optional<String> noRoom = noRoom();
        if (noRoom.isPresent()) {
            // Not kept: the server was not asked, and may be as soon as there is room.
            return ServerSnapshot.without(Status.SERVER_FULL, noRoom.get(), began);
        }
        ServerSnapshot reading;
        try {
            reading = question(held, began);
        } catch (OpenFailedException failed) {
            reading = notOpened(failed.fault(), began);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            reading = ServerSnapshot.without(Status.NO_ANSWER, "the thread that asked was interrupted", began);
        } catch (SQLException refused) {
            reading = refused(refused, began);
        } catch (RuntimeException | Error unexpected) {
            LOG.warn(
                    "{}: PostgreSQL could not be asked for an explanation",
                    service,
                    ForeignFailure.printable(unexpected));
            session.close();
            reading = ServerSnapshot.without(
                    Status.NO_ANSWER, "db-pool failed: " + unexpected.getClass().getName(), began);
        }
        last = reading;
        return reading;
    }

    private ServerSnapshot question(Collection<HeldBackend> held, long began)
            throws OpenFailedException, InterruptedException, SQLException {
        if (session.isOpen()) {
            try {
                return talk(held, began);
            } catch (SQLException failure) {
                if (!endedMeanwhile(failure)) {
                    throw failure;
                }
            }
        }
        session.open(left(longest, began));
        return talk(held, began);
    }

    /** Whether the server has ended the session since the last reading, of which we hear only now. */
    private static boolean endedMeanwhile(SQLException failure) {
        String state = failure.getSQLState();
        return !(failure instanceof SQLTimeoutException)
                && state != null
                && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private ServerSnapshot talk(Collection<HeldBackend> held, long began) throws SQLException {
        int pidAtLogin = session.backendPid();
        behindProxy |= pidAtLogin <= 0 || pidAtLogin > HIGHEST_PID;
        List<Integer> pids =
                behindProxy ? List.of() : held.stream().map(HeldBackend::pid).toList();
        ServerActivity activity = ActivityQuery.ask(session, service, pids, left(longest, began));
        behindProxy = activity.backendPid() != pidAtLogin;
        ServerSnapshot reading = behindProxy
                ? ServerSnapshot.behindProxy(activity, began)
                : ServerSnapshot.of(activity, session.pidsElsewhere(), began);
        makeRoom(activity);
        return reading;
    }

    /** A slot is worth more to those who do the work than to the next report. */
    private void makeRoom(ServerActivity activity) {
        Optional<String> why = behindProxy ? Optional.empty() : activity.full().or(this::poolRefused);
        if (why.isPresent()) {
            session.close();
            full = new Full(why.get(), nanoTime.getAsLong());
        }
    }

    private Optional<String> noRoom() {
        if (session.isOpen()) {
            return Optional.empty();
        }
        Full before = full;
        return poolRefused()
                .or(() -> before != null && !left(FULL_FOR, before.atNanos()).isZero()
                        ? Optional.of(before.why())
                        : Optional.empty());
    }

    private Optional<String> poolRefused() {
        return factory.currentFault()
                .filter(fault -> fault.reason() == ConnectFailure.TOO_MANY_CONNECTIONS)
                .map(ConnectFault::message);
    }

    private ServerSnapshot notOpened(ConnectFault fault, long began) {
        if (fault.reason() == ConnectFailure.TOO_MANY_CONNECTIONS) {
            full = new Full(fault.message(), nanoTime.getAsLong());
            return ServerSnapshot.without(Status.SERVER_FULL, fault.message(), began);
        }
        return ServerSnapshot.without(
                answered(fault.reason()) ? Status.REFUSED : Status.NO_ANSWER,
                "no session with PostgreSQL at " + fault.where() + ": " + fault.message(),
                began);
    }

    /** Whether that is what a server says, and not that there is none to be heard. */
    private static boolean answered(ConnectFailure reason) {
        return switch (reason) {
            case AUTH, DATABASE, TOO_MANY_CONNECTIONS, STARTING, TLS -> true;
            case REFUSED, UNREACHABLE, TIMEOUT, CREDENTIALS, SETUP, OTHER -> false;
        };
    }

    private ServerSnapshot refused(SQLException refused, long began) {
        LOG.debug("{}: PostgreSQL did not answer a report", service, ForeignFailure.printable(refused));
        String message = String.valueOf(refused.getMessage());
        if (INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
            return ServerSnapshot.without(
                    Status.NO_PERMISSION, "PostgreSQL does not let this role ask: " + message, began);
        }
        if (behindProxy && refused instanceof SQLTimeoutException) {
            // It need not be PostgreSQL that is silent: who waits for a server connection hears nothing, either.
            return ServerSnapshot.without(
                    Status.BEHIND_PROXY,
                    message + " from the proxy before PostgreSQL; its server connections may all be in use",
                    began);
        }
        boolean broken = refused.getSQLState() == null || refused.getSQLState().startsWith(CONNECTION_EXCEPTION);
        return ServerSnapshot.without(broken ? Status.NO_ANSWER : Status.REFUSED, message, began);
    }

    /** Closes the session if no reading has been wanted for a while. To be called every few seconds. */
    public void closeIfIdle() {
        if (session.isOpen() && left(IDLE, neededNanos).isZero()) {
            close();
        }
    }

    /** Closes the session, unless a reading is under way. The next reading opens another, unless the pool is closed. */
    @Override
    public void close() {
        if (inUse.compareAndSet(false, true)) {
            try {
                session.close();
            } finally {
                inUse.set(false);
            }
        }
    }
}
