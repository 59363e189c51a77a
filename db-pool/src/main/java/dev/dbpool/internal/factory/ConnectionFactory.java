package dev.dbpool.internal.factory;

import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import dev.dbpool.internal.text.ForeignFailure;
import dev.dbpool.internal.url.DatabaseUrl.Host;
import dev.dbpool.internal.url.UrlSource;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens PostgreSQL sessions, several at a time while that succeeds.
 *
 * <p>Thread-safe. Guarantees: an attempt, with all its phases and hosts, ends within the connect timeout whatever the
 * network does; after a failure one attempt at a time is under way, and a jittered pause comes before it; every session is
 * known until it is closed, so that {@link #sweep} leaves none behind.
 */
public final class ConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);

    /** Threads that hang in the resolution of one name, which nothing can interrupt; beyond that no more are started. */
    private static final int MOST_STUCK = 3;

    /** For so long a failure is news, even if nobody has tried again. */
    private static final long NEWS_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LONGEST_CANCEL_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long a look at changed credentials may hold up a caller. */
    private static final Duration SHORT_READ = Duration.ofMillis(20);

    /** An attempt that is under way. Two are never equal. */
    private static final class Attempt {
        final long beganNanos;

        Attempt(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    /** An attempt that was given up and whose thread may not have noticed. */
    private record Stuck(BooleanSupplier hangs, Host host) {}

    /** How to log in: the driver's way, or that of a test or a measurement. */
    public interface Opener {
        BaseConnection open(LoginAttempt login, FactorySettings settings) throws SQLException;
    }

    private final FactorySettings settings;
    private final UrlSource source;
    private final ConnectListener listener;
    private final LongSupplier nanoTime;
    private final Opener opener;
    private final Resolver resolver;
    private final SessionSet sessions = new SessionSet();
    private final Watchdog watchdog;
    private final Pacing pacing;
    private final FaultLog faultLog;
    private final ExplanationSession explanation;
    private final Relocation relocation;
    private final AtomicLong numbers = new AtomicLong();

    /** Threads that log in now. */
    private final Set<ConnectThread> loggingIn = ConcurrentHashMap.newKeySet();

    /** When each attempt that is under way began. */
    private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();

    /** Threads that try to open a session, or wait for their turn to. */
    private final AtomicInteger seeking = new AtomicInteger();

    /** Guarded by itself. */
    private final List<Stuck> stuck = new ArrayList<>();

    /** Guards that the fault and the pace come from the same attempt, the last that ended. */
    private final Object outcomes = new Object();

    private volatile @Nullable ConnectFault fault;
    private final AtomicBoolean limitsKnown = new AtomicBoolean();

    /**
     * Whether a session was writable when it was opened: then the application expects to write, and a server that refuses to is
     * no longer the one that it wants. A name may lead to the old server for a while after a failover.
     */
    private volatile boolean sawWritable;

    private volatile boolean closing;

    /** Grows whenever all sessions are outdated, those included whose login is under way. */
    private final AtomicLong generation = new AtomicLong();

    /** A factory for the sessions of one pool. */
    public ConnectionFactory(
            FactorySettings settings, UrlSource source, ConnectListener listener, LongSupplier nanoTime) {
        this(settings, source, listener, nanoTime, LoginAttempt::open);
    }

    /** The same with another way to log in. */
    public ConnectionFactory(
            FactorySettings settings,
            UrlSource source,
            ConnectListener listener,
            LongSupplier nanoTime,
            Opener opener) {
        this(settings, source, listener, nanoTime, opener, InetAddress::getAllByName);
    }

    ConnectionFactory(
            FactorySettings settings,
            UrlSource source,
            ConnectListener listener,
            LongSupplier nanoTime,
            Opener opener,
            Resolver.Names names) {
        this.settings = settings;
        this.source = source;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.opener = opener;
        this.resolver = new Resolver(settings.threadPrefix() + "resolve", names);
        this.watchdog = new Watchdog(settings.threadPrefix() + "watchdog");
        this.pacing = new Pacing(new Backoff(), settings.connectParallelism(), nanoTime, this::credentialsVersion);
        this.faultLog = new FaultLog(settings.service(), nanoTime);
        this.explanation = new ExplanationSession(settings, source, sessions, watchdog, nanoTime, opener);
        this.relocation = new Relocation(settings, source, sessions, opener, nanoTime);
    }

    /**
     * Opens a session now, without regard to earlier failures. Blocks up to the connect timeout.
     *
     * @throws OpenFailedException if none could be opened, with the reason
     * @throws InterruptedException if the caller was interrupted; the attempt is abandoned
     */
    public PhysicalConnection openNow() throws OpenFailedException, InterruptedException {
        seeking.incrementAndGet();
        try {
            return attempt();
        } finally {
            seeking.decrementAndGet();
        }
    }

    /**
     * Opens a session, trying again after each failure for as long as one is wanted. Blocks meanwhile.
     *
     * @throws OpenFailedException if an attempt failed and no session is wanted any more
     * @throws SQLException if the pool is closing, or no session is wanted any more
     */
    public PhysicalConnection openPatiently(BooleanSupplier wanted) throws SQLException, InterruptedException {
        seeking.incrementAndGet();
        try {
            while (true) {
                if (!pacing.awaitTurn(wanted)) {
                    throw new SQLException(settings.service() + " is closing or wants no session any more", "08003");
                }
                OpenFailedException failure = null;
                try {
                    TrackedSession session = attempt();
                    tell(faultLog::succeeded);
                    if (!session.outdated()) {
                        return session;
                    }
                    session.end();
                } catch (OpenFailedException failed) {
                    failure = failed;
                } finally {
                    pacing.ended();
                }
                // The turn is over before anybody asks whether the server refuses for good: it would count as another
                // chance.
                if (failure != null) {
                    goOnAfter(failure, wanted);
                }
            }
        } finally {
            seeking.decrementAndGet();
        }
    }

    /** Asked while callers wait: not for long, and an answer that comes later is not lost. */
    private long credentialsVersion() {
        source.refresh(SHORT_READ);
        return source.version();
    }

    private void goOnAfter(OpenFailedException failure, BooleanSupplier wanted) throws OpenFailedException {
        if (!closing) {
            tell(() -> faultLog.failed(failure.fault()));
        }
        if (closing || !wanted.getAsBoolean()) {
            throw failure;
        }
    }

    private TrackedSession attempt() throws OpenFailedException, InterruptedException {
        Attempt attempt = new Attempt(nanoTime.getAsLong());
        long began = attempt.beganNanos;
        underWay.add(attempt);
        Begun begun = tellThatOneBegins();
        try {
            // If the file with the URL hangs, half of the time is left for the last good one.
            source.refresh(settings.connectTimeout().dividedBy(2));
            relocation.noticeUrl();
            StarvedTime starved = new StarvedTime(nanoTime, settings.connectTimeout());
            TrackedSession session = HostRound.over(
                    LoginAttempt.candidates(source.current()),
                    began + settings.connectTimeout().toNanos(),
                    starved::clock,
                    () -> closing,
                    (login, timeoutNanos) -> tryHost(login, timeoutNanos, starved));
            succeeded();
            long nanos = nanoTime.getAsLong() - began;
            tell(() -> listener.opened(begun, nanos));
            return session;
        } catch (OpenFailedException failed) {
            ConnectFault why = failed.fault();
            failed(why, began);
            if (!closing) {
                tell(() -> listener.failed(why.reason()));
            }
            throw failed;
        } finally {
            underWay.remove(attempt);
        }
    }

    private void succeeded() {
        synchronized (outcomes) {
            fault = null;
            pacing.succeeded();
        }
    }

    private void failed(ConnectFault why, long beganNanos) {
        synchronized (outcomes) {
            fault = closing ? fault : why;
            pacing.failed(why.reason(), beganNanos);
        }
    }

    private TrackedSession tryHost(LoginAttempt login, long timeoutNanos, StarvedTime starved)
            throws OpenFailedException, InterruptedException {
        long deadline = starved.clock() + timeoutNanos;
        List<InetAddress> addresses;
        try {
            refuseIfStuck(login.host());
            addresses = login.host().isName()
                            && !settings.setup().driverClasses().containsKey("socketFactory")
                    ? resolver.addresses(login.host().name(), timeoutNanos, thread -> isStuck(thread, login.host()))
                    : List.of();
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Throwable failure) {
            throw failed(failure, login, starved);
        }
        return HostRound.over(
                login.at(addresses),
                deadline,
                starved::clock,
                () -> closing,
                (at, shareNanos) -> tryAddress(at, shareNanos, starved));
    }

    private OpenFailedException failed(Throwable failure, LoginAttempt login, StarvedTime starved) {
        return new OpenFailedException(ConnectFault.of(
                failure, settings.known(login), settings.connectTimeout(), starved.nanos(), nanoTime.getAsLong()));
    }

    private TrackedSession tryAddress(LoginAttempt login, long timeoutNanos, StarvedTime starved)
            throws OpenFailedException, InterruptedException {
        long began = generation.get();
        try {
            ConnectThread thread = new ConnectThread(settings.threadPrefix() + "connect", () -> logIn(login));
            loggingIn.add(thread);
            if (closing) {
                thread.giveUp();
            }
            thread.start();
            try {
                BaseConnection opened = thread.await(timeoutNanos, starved);
                TrackedSession session = track(opened, thread, login, began);
                explanation.prefer(login.host());
                return session;
            } finally {
                loggingIn.remove(thread);
                noteIfItHangs(thread, login.host());
            }
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Throwable failure) {
            throw failed(failure, login, starved);
        }
    }

    private void isStuck(Thread thread, Host host) {
        synchronized (stuck) {
            stuck.add(new Stuck(thread::isAlive, host));
        }
    }

    private void noteIfItHangs(ConnectThread thread, Host host) {
        if (thread.hangs()) {
            synchronized (stuck) {
                stuck.add(new Stuck(thread::hangs, host));
            }
        }
    }

    /** A listener or log that throws must not cost the session that it is told of. */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (Throwable thrown) {
            warnQuietly(thrown);
        }
    }

    private void warnQuietly(Throwable thrown) {
        try {
            LOG.warn(
                    "{}: a listener or the log failed: {}",
                    settings.service(),
                    ForeignFailure.clean(thrown.toString()));
        } catch (Throwable alsoThrown) {
            // there is nobody left to tell
        }
    }

    private @Nullable Begun tellThatOneBegins() {
        AtomicReference<@Nullable Begun> begun = new AtomicReference<>();
        tell(() -> begun.set(listener.begins()));
        return begun.get();
    }

    private BaseConnection logIn(LoginAttempt login) throws SQLException {
        BaseConnection session = opener.open(login, settings);
        try {
            if (!limitsKnown.get()) {
                String version = String.valueOf(session.getParameterStatus("server_version"));
                tell(() -> listener.serverKnown(version));
                ServerLimits limits = ServerLimitsQuery.read(session);
                if (limitsKnown.compareAndSet(false, true)) {
                    tell(() -> listener.limitsKnown(limits));
                }
            }
        } catch (SQLException unreadable) {
            if (session.isClosed()) {
                // It greeted as a server does, and now speaks no PostgreSQL.
                throw unreadable;
            }
            LOG.debug(
                    "{}: the server does not tell its limits",
                    settings.service(),
                    ForeignFailure.printable(unreadable));
        }
        try {
            SetupCode.run(session, settings.setup());
        } catch (SQLException | RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
        if (settings.socketTimeout().isPresent()) {
            session.setNetworkTimeout(
                    Runnable::run, (int) settings.socketTimeout().get().toMillis());
        }
        return session;
    }

    private TrackedSession track(BaseConnection opened, ConnectThread thread, LoginAttempt login, long began)
            throws SQLException {
        TrackedSession session;
        try {
            session = new TrackedSession(
                    opened,
                    thread.socket(),
                    sessions,
                    watchdog,
                    nanoTime,
                    settings.service(),
                    settings.setup(),
                    numbers.incrementAndGet(),
                    login,
                    () -> sawWritable);
            if (isWritable(opened)) {
                sawWritable = true;
            }
            sessions.add(session);
            if (generation.get() != began || !relocation.isCurrent(session.place())) {
                session.becomeOutdated();
            }
        } catch (Throwable failure) {
            // Nobody else knows of the session yet.
            thread.abandon();
            throw failure;
        }
        if (closing) {
            session.kill();
            throw new SQLException(settings.service() + " is closing", "08003");
        }
        return session;
    }

    /** As the server reports since PostgreSQL 14. */
    private static boolean isWritable(BaseConnection opened) throws SQLException {
        return !opened.isReadOnly()
                && !"on".equals(opened.getParameterStatus("in_hot_standby"))
                && !"on".equals(opened.getParameterStatus("default_transaction_read_only"));
    }

    private void refuseIfStuck(Host host) throws Watchdog.TimeUp {
        synchronized (stuck) {
            stuck.removeIf(attempt -> !attempt.hangs().getAsBoolean());
            if (stuck.stream().filter(attempt -> attempt.host().equals(host)).count() >= MOST_STUCK) {
                throw new Watchdog.TimeUp();
            }
        }
    }

    /** Whether the last attempt failed. */
    public boolean failing() {
        return fault != null;
    }

    /** Why the last attempt failed; empty if it succeeded, or if there was none. */
    public Optional<ConnectFault> fault() {
        return Optional.ofNullable(fault);
    }

    /** The same, unless it was long ago and nobody has wanted a session since: then it says nothing about now. */
    public Optional<ConnectFault> currentFault() {
        return fault().filter(last -> seeking.get() > 0 || nanoTime.getAsLong() - last.atNanos() < NEWS_NANOS);
    }

    /** Why PostgreSQL refuses for good, if no attempt is under way or due that might show otherwise. */
    public Optional<ConnectFault> lastingFault() {
        return fault().filter(last -> last.reason().permanent() && !attemptImminent());
    }

    /** Whether an attempt is under way, or would begin at once if somebody asked. */
    private boolean attemptImminent() {
        return !underWay.isEmpty() || pacing.imminent();
    }

    /** Age of the oldest attempt under way in nanoseconds, 0 if there is none. */
    public long inFlightNanos() {
        long now = nanoTime.getAsLong();
        long oldest = 0;
        for (Attempt attempt : underWay) {
            oldest = Math.max(oldest, Math.max(1, now - attempt.beganNanos));
        }
        return oldest;
    }

    /** The session beside the pool over which reports ask the server. Not open until somebody opens it. */
    public ExplanationSession explanation() {
        return explanation;
    }

    /** The sessions that are open now. */
    public List<PhysicalConnection> sessions() {
        return List.copyOf(sessions.all());
    }

    /** Connection-nanoseconds in use since the beginning, those still held included. */
    public long busyNanos() {
        return sessions.busyNanos(nanoTime.getAsLong());
    }

    /** From now on every session is outdated whose login began before, also one that is not completed yet. */
    public void outdateSessions() {
        generation.incrementAndGet();
        // One that is completed meanwhile finds the other generation once it is in the set.
        sessions.all().forEach(TrackedSession::becomeOutdated);
    }

    /**
     * Looks whether the sessions should be elsewhere: those that should are outdated then. Blocks for a moment only.
     *
     * @return when to look again, in nanoseconds
     */
    public long lookAround() {
        return relocation.round();
    }

    /** Begins nothing any more and abandons the attempts under way. Returns at once. */
    public void stop() {
        closing = true;
        pacing.close();
        explanation.end();
        relocation.end();
        loggingIn.forEach(ConnectThread::giveUp);
    }

    /**
     * Cuts the sessions that are lent, after {@link #stop}, and has the server cancel what they run, or it would go on
     * with it. Blocks for a second at the most.
     */
    public void cutLent() {
        List<TrackedSession> lent = sessions.all().stream()
                .filter(session -> session.holding() != null)
                .toList();
        if (lent.isEmpty()) {
            return;
        }
        // Cut first: a borrower whose query ends must not begin another.
        lent.forEach(TrackedSession::kill);
        cancel(lent);
    }

    /** Has the server cancel what the session runs. Blocks for a second at the most. */
    public void cancel(PhysicalConnection session) {
        if (session instanceof TrackedSession tracked) {
            cancel(List.of(tracked));
        }
    }

    private void cancel(List<TrackedSession> running) {
        AbandonableThread canceller = new AbandonableThread(
                settings.threadPrefix() + "cancel", () -> running.forEach(TrackedSession::cancel));
        try {
            canceller.start();
        } catch (OutOfMemoryError noThread) {
            LOG.warn("{}: what runs on the server cannot be cancelled: {}", settings.service(), noThread.toString());
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONGEST_CANCEL_NANOS;
        for (long left = LONGEST_CANCEL_NANOS; canceller.isAlive() && left > 0; left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(canceller, left);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        canceller.abandon();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every session that is still open, after {@link #stop}. */
    public void sweep() {
        sessions.all().forEach(TrackedSession::kill);
        watchdog.close();
    }
}
