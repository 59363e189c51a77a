package dev.dbpool.internal.factory;

import dev.dbpool.internal.url.UrlSource;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that sessions are where they should not be any more, and outdates them, so that they are replaced as they come back.
 *
 * <table>
 * <caption>When</caption>
 * <tr><th>what is noticed</th><th>by</th><th>outdated</th></tr>
 * <tr><td>the URL names other hosts, another database or user</td><td>a look at the URL's file, before each login and
 *     every {@value #LOOK_SECONDS} s</td><td>the sessions of the place before</td></tr>
 * <tr><td>a preferred server is back</td><td>a session with it, or a login twice in {@code failbackAfter}, which ends at
 *     once</td><td>the sessions with a server that was second choice</td></tr>
 * </table>
 *
 * <p>{@link #round} is for the upkeep's thread; the other methods are thread-safe.
 */
final class Relocation {
    static final long LOOK_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(LOOK_SECONDS).toNanos();
    private static final Duration SHORT_READ = Duration.ofMillis(20);

    /** While a login is under way that will show whether the preferred server is back. */
    private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();

    private final String service;
    private final FactorySettings settings;
    private final UrlSource source;
    private final SessionSet sessions;
    private final ConnectionFactory.Opener opener;
    private final LongSupplier nanoTime;

    /** Zero for never. */
    private final long failbackNanos;

    /** Guarded by this. */
    private Place place;

    private @Nullable Thread probing;
    private long probedNanos;
    private volatile @Nullable ConnectThread attempt;
    private volatile boolean ended;

    Relocation(
            FactorySettings ofPool,
            UrlSource source,
            SessionSet sessions,
            ConnectionFactory.Opener opener,
            LongSupplier nanoTime) {
        this.service = ofPool.service();
        this.settings = new FactorySettings(
                ofPool.service() + "/failback",
                ofPool.threadPrefix() + "failback",
                ofPool.connectTimeout(),
                1,
                Optional.empty(),
                Duration.ZERO,
                ofPool.setup());
        this.failbackNanos = ofPool.failbackAfter().toNanos();
        this.source = source;
        this.sessions = sessions;
        this.opener = opener;
        this.nanoTime = nanoTime;
        this.place = Place.of(source.current());
        this.probedNanos = nanoTime.getAsLong();
    }

    /** The URL may have changed: outdates the sessions of another place than it names now. */
    void noticeUrl() {
        if (placeChanged()) {
            List<TrackedSession> elsewhere = sessions.all().stream()
                    .filter(session -> !isCurrent(session.place()))
                    .toList();
            elsewhere.forEach(TrackedSession::becomeOutdated);
            LOG.info("{}: the URL names another server, database or user: {} sessions move", service, elsewhere.size());
        }
    }

    /** Reads the URL under the lock, so that a place never gives way to an earlier one. */
    private synchronized boolean placeChanged() {
        Place now = Place.of(source.current());
        boolean changed = !now.equals(place);
        place = now;
        return changed;
    }

    /** Whether a session of this place is where the URL leads. */
    synchronized boolean isCurrent(Place of) {
        return of.equals(place);
    }

    /** Looks whether sessions should move. Returns when to look again, in nanoseconds. Blocks for a moment only. */
    long round() {
        long again = Long.MAX_VALUE;
        if (source.mayChange()) {
            source.refresh(SHORT_READ);
            noticeUrl();
            again = LOOK_NANOS;
        }
        return Math.min(again, failbackNanos == 0 || ended ? Long.MAX_VALUE : failback());
    }

    private long failback() {
        Place now = Place.of(source.current());
        if (!now.hasSecondChoice()) {
            return Long.MAX_VALUE;
        }
        Thread running = probing;
        if (running != null && running.isAlive()) {
            return SOON_NANOS;
        }
        List<TrackedSession> away = away();
        if (away.isEmpty()) {
            return failbackNanos / 2;
        }
        long since = away.stream().mapToLong(TrackedSession::openedNanos).min().orElseThrow();
        long due = Math.max(since, probedNanos) + failbackNanos / 2 - nanoTime.getAsLong();
        if (due > 0) {
            return due;
        }
        probedNanos = nanoTime.getAsLong();
        if (sessions.all().stream().anyMatch(session -> !session.secondChoice() && !session.outdated())) {
            bringBack();
            return failbackNanos / 2;
        }
        return startProbe() ? SOON_NANOS : failbackNanos / 2;
    }

    private List<TrackedSession> away() {
        return sessions.all().stream()
                .filter(session -> session.secondChoice() && !session.outdated())
                .toList();
    }

    private void bringBack() {
        List<TrackedSession> away = away();
        away.forEach(TrackedSession::becomeOutdated);
        LOG.info("{}: the preferred server is back: {} sessions move", service, away.size());
    }

    private boolean startProbe() {
        Thread probe = new PoolThread(settings.threadPrefix(), this::probe);
        try {
            probe.start();
            probing = probe;
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    private void probe() {
        try {
            HostRound.over(
                    LoginAttempt.firstChoices(source.current()),
                    nanoTime.getAsLong() + settings.connectTimeout().toNanos(),
                    nanoTime,
                    () -> ended,
                    this::logIn);
            bringBack();
        } catch (OpenFailedException notYet) {
            LOG.debug("{}: the preferred server is not back: {}", service, notYet.getMessage());
        } catch (InterruptedException | RuntimeException | Error unexpected) {
            LOG.debug("{}: whether the preferred server is back could not be found out", service);
        }
    }

    private boolean logIn(LoginAttempt login, long timeoutNanos) throws OpenFailedException, InterruptedException {
        ConnectThread thread =
                new ConnectThread(settings.threadPrefix() + "-connect", () -> opener.open(login, settings));
        attempt = thread;
        try {
            if (ended) {
                throw new SocketException("the pool is closing");
            }
            thread.start();
            BaseConnection opened = thread.await(timeoutNanos);
            try {
                opened.close();
            } finally {
                thread.abandon();
            }
            return true;
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Throwable failure) {
            throw new OpenFailedException(
                    ConnectFault.of(failure, settings.known(login), settings.connectTimeout(), nanoTime.getAsLong()));
        }
    }

    /** Ends an attempt that is under way, and makes no further one. Returns at once. */
    void end() {
        ended = true;
        ConnectThread underWay = attempt;
        if (underWay != null) {
            underWay.giveUp();
        }
    }
}
