package dev.dbpool.internal.pool;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AdmissionPolicy;
import dev.dbpool.Health;
import dev.dbpool.PoolStats;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.engine.EngineSettings;
import dev.dbpool.internal.engine.SessionSource;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.FactorySettings;
import dev.dbpool.internal.factory.LoginCredentials;
import dev.dbpool.internal.factory.OpenFailedException;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.SessionSetup;
import dev.dbpool.internal.metrics.MetricsRegistration;
import dev.dbpool.internal.metrics.PoolIdentity;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.monitor.Announcements;
import dev.dbpool.internal.monitor.LeakSuspects;
import dev.dbpool.internal.monitor.PoolObserver;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one pool: the only place where they are made and wired, in the order in which an acquisition meets them
 * from the far end, and where they are undone in reverse. Thread-safe.
 */
public final class PoolParts {
    private static final Logger LOG = LoggerFactory.getLogger(PoolSettings.LOGGER);

    /** Makes the factory: the real one, or a test's that fails on demand. */
    public interface FactoryMaker {
        ConnectionFactory make(
                FactorySettings settings, UrlSource source, ConnectListener listener, LongSupplier nanoTime);
    }

    private final PoolSettings settings;
    private final Undo undo;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Optional<LoginCredentials> credentials;
    private final ConnectionFactory factory;
    private final Gate gate;
    private final Engine engine;
    private final PoolState state;
    private final MetricsRegistration registration;
    private final PoolObserver observer;
    private final AcquirePath path;

    private PoolParts(
            PoolSettings settings, PrometheusRegistry registry, LongSupplier nanoTime, FactoryMaker maker, Undo undo)
            throws SQLException {
        this.settings = settings;
        this.undo = undo;
        settings.tlsWarning().ifPresent(LOG::warn);
        PoolMetrics metrics = new PoolMetrics();
        metrics.connectsTo(String.join(",", settings.hosts()), settings.database());
        PoolEvents events =
                PoolEvents.of(settings.service(), settings.poolName().orElse(null));
        Announcements announcements = new Announcements(settings, metrics, events);
        LeakSuspects suspects = new LeakSuspects();

        credentials = settings.credentials().map(LoginCredentials::new);
        factory = maker.make(
                ofFactory(settings, setupOf(settings, credentials)), settings.urlSource(), announcements, nanoTime);
        undo.add(this::endSessions);
        PhysicalConnection first = settings.startLazily() ? null : openFirst(settings, factory);
        gate = new Gate(ofAdmission(settings), nanoTime);
        engine = new Engine(ofEngine(settings), gate, sourceOf(factory), metrics::invalidConnection, nanoTime);
        undo.add(this::closeEngine);

        state = new PoolState(settings, gate, factory, metrics, suspects, closed::get, nanoTime);
        registration =
                MetricsRegistration.attach(registry, identity(settings), settings.refuseDuplicates(), metrics, state);
        undo.add(registration::close);
        registration.numbered().ifPresent(LOG::warn);
        observer = new PoolObserver(settings, state, factory, events, announcements, suspects, nanoTime);
        undo.add(observer::close);

        FailureMessages failures = new FailureMessages(settings.service(), factory, state::stats, observer, nanoTime);
        ReleasePath release = new ReleasePath(
                engine,
                factory,
                settings.resetOnReturn(),
                settings.connectTimeout().toNanos(),
                nanoTime);
        path = new AcquirePath(
                engine,
                release,
                metrics,
                observer,
                new SlowAcquire.Means(engine, factory, metrics, failures, observer, state, nanoTime),
                settings.testBeforeAcquire() == TestBeforeAcquire.ALWAYS,
                nanoTime);
        engine.start(first, failures::rehearse);
        PoolLines.say(PoolLines.opened(settings, announcements.server()));
    }

    /** As {@link #open(PoolSettings, PrometheusRegistry, LongSupplier, FactoryMaker)} for a real pool. */
    public static PoolParts open(PoolSettings settings, PrometheusRegistry registry) throws SQLException {
        return open(settings, registry, System::nanoTime, ConnectionFactory::new);
    }

    /** Makes and wires the parts; blocks for the first session, unless it starts lazily. Leaves nothing if it throws. */
    public static PoolParts open(
            PoolSettings settings, PrometheusRegistry registry, LongSupplier nanoTime, FactoryMaker maker)
            throws SQLException {
        Undo undo = new Undo();
        boolean opened = false;
        try {
            PoolParts parts = new PoolParts(settings, registry, nanoTime, maker, undo);
            opened = true;
            return parts;
        } finally {
            if (!opened) {
                undo.run();
            }
        }
    }

    private static FactorySettings ofFactory(PoolSettings settings, SessionSetup setup) {
        return new FactorySettings(
                settings.service(),
                settings.threadPrefix(),
                settings.connectTimeout(),
                settings.connectParallelism(),
                settings.socketTimeout(),
                settings.failbackAfter(),
                setup);
    }

    private static SessionSetup setupOf(PoolSettings settings, Optional<LoginCredentials> credentials) {
        return new SessionSetup(
                credentials,
                settings.driverClasses(),
                settings.initSql(),
                settings.onConnect(),
                settings.readOnly(),
                settings.isolation(),
                settings.defaultAutoCommit());
    }

    private static AdmissionSettings ofAdmission(PoolSettings settings) {
        return new AdmissionSettings(
                settings.maxConnections(),
                settings.maxWaiters().orElse(Integer.MAX_VALUE),
                settings.admission() == AdmissionPolicy.ADAPTIVE,
                settings.targetDelay().map(Duration::toNanos).orElse(0L),
                settings.acquireTimeout().toNanos(),
                settings.refuseHopeless());
    }

    private static EngineSettings ofEngine(PoolSettings settings) {
        return new EngineSettings(
                settings.label(),
                settings.threadPrefix(),
                settings.minConnections(),
                settings.connectParallelism(),
                settings.idleTimeout(),
                settings.maxLifetime(),
                settings.keepalive());
    }

    private static PoolIdentity identity(PoolSettings settings) {
        return new PoolIdentity(
                settings.service(), settings.poolName(), LibraryVersion.TEXT, Engine.DESCRIPTION, settings.sslmode());
    }

    private static PhysicalConnection openFirst(PoolSettings settings, ConnectionFactory factory) throws SQLException {
        try {
            return factory.openNow();
        } catch (OpenFailedException failed) {
            throw FailureMessages.connectFailed(
                    settings.service(), failed.fault(), Optional.empty(), PoolState.none(settings), Optional.empty());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AcquireInterruptedException(
                    settings.service() + ": interrupted while the pool was being opened.",
                    PoolState.none(settings),
                    interrupted);
        }
    }

    private static SessionSource sourceOf(ConnectionFactory factory) {
        return new SessionSource() {
            @Override
            public PhysicalConnection open(BooleanSupplier wanted) throws SQLException, InterruptedException {
                return factory.openPatiently(wanted);
            }

            @Override
            public boolean refuses() {
                return factory.lastingFault().isPresent();
            }

            @Override
            public long lookAround() {
                return factory.lookAround();
            }
        };
    }

    /** The way in. */
    public AcquirePath path() {
        return path;
    }

    public PoolStats stats() {
        return state.stats();
    }

    public Health health() {
        return state.health();
    }

    /** What a scrape shows of this pool. */
    public MetricSnapshots metrics() {
        return registration.read();
    }

    /** What explains the pool. */
    public PoolObserver observer() {
        return observer;
    }

    /** Where and as whom the pool logs in, as far as it is known without looking. A secret is in it. */
    public DatabaseUrl knownLogin() {
        DatabaseUrl url = settings.urlSource().current();
        return credentials.map(given -> given.knownWith(url)).orElse(url);
    }

    /** Whether the pool itself logs in with these. Asks no code of the application's. */
    public boolean isOwnLogin(@Nullable String user, @Nullable String password) {
        return credentials.isPresent() ? knownLogin().logsInWith(user, password) : settings.isOwnLogin(user, password);
    }

    public boolean closed() {
        return closed.get();
    }

    /** Changes the size to one that was checked. */
    public void resize(int minConnections, int maxConnections) {
        engine.resize(minConnections, maxConnections);
        LOG.info("{}: resized to {} connections at most, {} ready", settings.service(), maxConnections, minConnections);
    }

    /** Replaces every connection: idle ones now, those in use when they come back, those being opened once they are. */
    public void evictAll() {
        factory.outdateSessions();
        engine.evictIdle();
    }

    /** Refuses callers, waits for the borrowed connections as long as that, and undoes everything. Once. */
    public void close(long drainNanos) {
        if (closed.compareAndSet(false, true)) {
            gate.close();
            awaitBorrowed(drainNanos);
            PoolStats last = state.stats();
            undo.run();
            PoolLines.say(PoolLines.closed(settings, state.now().uptime(), last));
        }
    }

    private void awaitBorrowed(long drainNanos) {
        try {
            if (!gate.awaitDrained(drainNanos) && drainNanos > 0) {
                LOG.warn(
                        "{}: {} connections are still in use after {} ms and are aborted",
                        settings.service(),
                        gate.occupancy().inUse(),
                        TimeUnit.NANOSECONDS.toMillis(drainNanos));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The engine waits for logins that are under way: they end first. */
    private void closeEngine() {
        factory.stop();
        factory.cutLent();
        engine.close();
    }

    private void endSessions() {
        factory.stop();
        factory.sweep();
    }
}
