package dev.dbpool.internal.factory;

import dev.dbpool.internal.stack.CallSite;
import dev.dbpool.internal.text.ForeignFailure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Socket;
import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session of the driver's with its record of use. */
final class TrackedSession implements PhysicalConnection {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedSession.class);
    private static final VarHandle BUSY;
    private static final VarHandle CELL;

    static {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            BUSY = own.findVarHandle(TrackedSession.class, "busy", long.class);
            CELL = own.findVarHandle(TrackedSession.class, "cell", HoldCell.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Longest wait for the driver's Terminate message before the socket is closed. */
    private static final long LONGEST_END_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long a session may take to answer whose borrower may have left the driver waiting for the rest of a COPY. */
    private static final long EXPOSED_TEST_NANOS = Duration.ofMillis(500).toNanos();

    private final BaseConnection pg;
    private final Socket socket;
    private final SessionSet sessions;
    private final Watchdog watchdog;
    private final LongSupplier nanoTime;
    private final SessionReset reset;
    private final boolean lentWithoutAutoCommit;
    private final long number;
    private final int backendPid;
    private final String name;
    private final String probeThread;
    private final Place place;
    private final boolean secondChoice;
    private final BooleanSupplier writable;
    private final long origin;

    // The two below, and the cell's hold, are written only by the thread that has the session, with release, not
    // volatile,
    // writes: a reader that sees the write sees all before it, and no writer goes on to read something that depends on
    // whether its write has been seen. The next writer comes after this one by way of the slot, which publishes the
    // session.

    /**
     * Idle: nanoseconds in use so far, times two. Lent: those less the time of the hand-out, times two, plus one.
     * One word, so that a scrape reads both together.
     */
    private volatile long busy;

    private volatile HoldCell cell;

    /** Written before the hold by the thread that has the session, so a reader that sees the hold sees its count. */
    private long timesLent;

    /** Names its hold, because a reader may come when that one is over and the next has begun. */
    private volatile @Nullable NotedCallSite callSite;

    private volatile boolean suspect;
    private volatile boolean outdated;

    /**
     * Whether the borrower asked for the driver's own connection, and so could leave a COPY unfinished. A borrower that
     * gets at it through a driver's statement is not noticed.
     */
    private volatile boolean exposed;

    /** Without order: an old value costs a test. */
    private long answeredNanos;

    /** Asks whether the session is gone. For the monitor's thread. */
    private @Nullable Thread probe;

    /** For the thread that has the session, and passes on with it. */
    private int slotIndex;

    TrackedSession(
            BaseConnection pg,
            Socket socket,
            SessionSet sessions,
            Watchdog watchdog,
            LongSupplier nanoTime,
            String service,
            SessionSetup setup,
            long number,
            LoginAttempt login,
            BooleanSupplier writable)
            throws SQLException {
        this.pg = pg;
        this.socket = socket;
        this.sessions = sessions;
        this.watchdog = watchdog;
        this.nanoTime = nanoTime;
        this.reset = new SessionReset(pg, setup.initSql());
        this.lentWithoutAutoCommit = !setup.autoCommit();
        this.number = number;
        this.backendPid = pg.getBackendPID();
        this.probeThread = "db-pool-" + service + "-probe";
        this.name = "connection " + number + " of " + service + " (backend " + backendPid + ")";
        this.place = login.place();
        this.secondChoice = login.secondChoice();
        this.writable = writable;
        this.origin = nanoTime.getAsLong();
        this.answeredNanos = origin;
        this.cell = new HoldCell(null, origin);
    }

    private record NotedCallSite(Holding of, CallSite place) {}

    @Override
    public Connection driver() {
        return pg;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int backendPid() {
        return backendPid;
    }

    @Override
    public int slotIndex() {
        return slotIndex;
    }

    @Override
    public void slotIndex(int index) {
        slotIndex = index;
    }

    // --- the record of use ---

    @Override
    public long timesLent() {
        return timesLent;
    }

    @Override
    public void noteCallSite(Holding of, CallSite place) {
        callSite = new NotedCallSite(of, place);
    }

    @Override
    public @Nullable CallSite callSite(Holding of) {
        NotedCallSite noted = callSite;
        return noted != null && noted.of() == of ? noted.place() : null;
    }

    @Override
    public void lendTo(Holding newHolding) {
        timesLent++;
        HoldCell current = cell;
        if (current.isYoung(newHolding.sinceNanos())) {
            current.set(newHolding);
        } else {
            CELL.setRelease(this, new HoldCell(newHolding, newHolding.sinceNanos()));
        }
        if (lentWithoutAutoCommit) {
            turnAutoCommitOff();
        }
        BUSY.setRelease(this, (((busy >> 1) - (newHolding.sinceNanos() - origin)) << 1) | 1);
    }

    /** It is on while the session is idle, or a test of it would leave a transaction open. No round trip. */
    private void turnAutoCommitOff() {
        try {
            pg.setAutoCommit(false);
        } catch (SQLException lost) {
            LOG.debug("{} is lost: autocommit cannot be turned off", name, ForeignFailure.printable(lost));
        }
    }

    @Override
    public void takeBack(long nowNanos) {
        BUSY.setRelease(this, ((busy >> 1) + (nowNanos - origin)) << 1);
        cell.set(null);
        if (callSite != null) {
            callSite = null;
        }
    }

    @Override
    public @Nullable Holding holding() {
        return cell.get();
    }

    @Override
    public long busyNanos(long nowNanos) {
        long read = busy;
        return (read & 1) == 1 ? (read >> 1) + (nowNanos - origin) : read >> 1;
    }

    /** Of the server, or of what stands in its place. */
    @Nullable
    SocketAddress serverAddress() {
        return socket.getRemoteSocketAddress();
    }

    // --- its condition ---

    @Override
    public void answered(long nanos) {
        answeredNanos = nanos;
    }

    @Override
    public long answeredNanos() {
        return answeredNanos;
    }

    @Override
    public void becomeSuspect() {
        suspect = true;
    }

    @Override
    public boolean suspect() {
        return suspect;
    }

    @Override
    public boolean outdated() {
        return outdated;
    }

    /** It is replaced when it comes back, or in the next round of upkeep. */
    void becomeOutdated() {
        outdated = true;
    }

    /** Where its URL led. */
    Place place() {
        return place;
    }

    /** Whether it is with a server that was not the preferred one. */
    boolean secondChoice() {
        return secondChoice;
    }

    /** When it was opened, on the pool's clock. */
    long openedNanos() {
        return origin;
    }

    @Override
    public boolean lost() {
        try {
            return pg.isClosed();
        } catch (SQLException | RuntimeException broken) {
            return true;
        }
    }

    /**
     * The question is put on a thread of its own. While a thread of the application uses the session, that one waits for the
     * driver's lock. One that does not wait for it has it, and hears nothing from the server: then nobody uses the session.
     */
    @Override
    public boolean gone(long timeoutNanos) {
        Thread asking = probe;
        if (asking == null || !asking.isAlive()) {
            asking = new PoolThread(probeThread, this::ask);
            probe = asking;
            asking.start();
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(asking, timeoutNanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        return asking.isAlive() ? asking.getState() == Thread.State.RUNNABLE : lost();
    }

    private void ask() {
        try {
            pg.execSQLUpdate("");
        } catch (SQLException | RuntimeException dead) {
            // Whether it is dead the driver knows now.
        }
    }

    @Override
    public boolean writable() {
        return writable.getAsBoolean();
    }

    @Override
    public void unwrapped() {
        exposed = true;
    }

    @Override
    public Condition test(long timeoutNanos) {
        try {
            boolean valid = watchdog.limit(timeoutNanos, socket, () -> pg.isValid(0));
            suspect = false;
            return valid ? Condition.ALIVE : Condition.DEAD;
        } catch (Watchdog.TimeUp silence) {
            sessions.suspectTheIdle();
            return Condition.SILENT;
        } catch (Throwable failure) {
            LOG.debug("{} failed its test", name, ForeignFailure.printable(failure));
            return Condition.DEAD;
        }
    }

    @Override
    public boolean restore(int changed, boolean discardAll, long timeoutNanos) {
        try {
            boolean unwrapped = exposed;
            if (unwrapped && !answersAfterExposure(timeoutNanos)) {
                return false;
            }
            if (pg.isClosed()) {
                return false;
            }
            int all = changed
                    | (unwrapped ? SessionReset.UNWRAPPED : 0)
                    | (lentWithoutAutoCommit ? SessionReset.AUTO_COMMIT : 0);
            if (SessionReset.needed(pg, all, discardAll)) {
                watchdog.limit(timeoutNanos, socket, () -> {
                    reset.run(pg, all, discardAll);
                    return true;
                });
            }
            pg.clearWarnings();
            return true;
        } catch (Watchdog.TimeUp silence) {
            sessions.suspectTheIdle();
            LOG.warn("{} did not answer while it was reset for the next borrower and is replaced", name);
            return false;
        } catch (Throwable failure) {
            LOG.warn(
                    "{} could not be reset for the next borrower and is replaced: {}",
                    name,
                    ForeignFailure.clean(failure.toString()));
            return false;
        }
    }

    private boolean answersAfterExposure(long timeoutNanos) throws Exception {
        exposed = false;
        if (watchdog.limit(Math.min(timeoutNanos, EXPOSED_TEST_NANOS), socket, () -> pg.isValid(0))) {
            return true;
        }
        LOG.warn(
                "{} is closed or does not answer after its borrower had the driver's connection; it is replaced", name);
        return false;
    }

    /** Has the server cancel what the session runs; also once it is killed, of which a busy server takes no notice. */
    void cancel() {
        try {
            pg.getQueryExecutor().sendQueryCancel();
        } catch (SQLException | RuntimeException failure) {
            LOG.debug("{} could not be cancelled", name, ForeignFailure.printable(failure));
        }
    }

    @Override
    public void kill() {
        Watchdog.closeQuietly(socket);
        sessions.remove(this, nanoTime.getAsLong());
    }

    @Override
    public void end() {
        try {
            watchdog.limit(LONGEST_END_NANOS, socket, () -> {
                pg.close();
                return true;
            });
        } catch (Exception | Error failure) {
            LOG.debug("{} did not close in good order", name, ForeignFailure.printable(failure));
        } finally {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
