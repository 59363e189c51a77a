package dev.dbpool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.engine.ConnectionSource;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.engine.HikariEngine;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.OpenFailedException;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.metrics.MetricsRegistration;
import dev.dbpool.internal.metrics.PoolIdentity;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to PostgreSQL that measures every acquisition, sized so that all services together fit the
 * server.
 *
 * <pre>{@code
 * try (DbPool pool = DbPool.open(DbConfig.forService("auth-service"));
 *         Connection connection = pool.getConnection()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe. Callers are served in the order in which they came, unless priorities or {@link AdmissionPolicy#ADAPTIVE}
 * say otherwise; {@code close()} on a connection gives it back.
 */
public final class DbPool implements DataSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DbPool.class);

    /** Makes the factory: the real one, or a test's that fails on demand. */
    interface FactoryMaker {
        ConnectionFactory make(DbConfig config, ConnectListener listener, LongSupplier nanoTime);
    }

    private final DbConfig config;
    private final Admission admission;
    private final ConnectionFactory factory;
    private final Engine engine;
    private final Readings readings;
    private final Explanations explanations;
    private final AcquirePath path;
    private final MetricsRegistration registration;
    private final long acquireTimeoutNanos;
    private final Resizing resizing;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DbPool(
            DbConfig config,
            ConnectionFactory factory,
            @Nullable PhysicalConnection first,
            PoolMetrics metrics,
            PoolEvents events,
            PrometheusRegistry registry,
            LongSupplier nanoTime) {
        this.config = config;
        this.acquireTimeoutNanos = config.acquireTimeout().toNanos();
        this.factory = factory;
        this.admission = new Gate(PartSettings.ofAdmission(config), nanoTime);
        Demand demand = new Demand(admission, config.minConnections());
        this.engine = new HikariEngine(PartSettings.ofEngine(config), sourceFor(factory, first, demand));
        demand.of(engine);
        this.readings = new Readings(config, admission, engine, factory, metrics);
        this.explanations =
                new Explanations(config, admission, factory, readings, metrics, events, closed::get, nanoTime);
        readings.leakSuspectsFrom(explanations::leakSuspects);
        FailureMessages failures =
                new FailureMessages(config.service(), factory, readings::stats, explanations, nanoTime);
        this.path = new AcquirePath(config, admission, engine, factory, metrics, failures, explanations, nanoTime);
        this.resizing = new Resizing(config, admission, engine, demand, path);
        try {
            PoolIdentity identity = new PoolIdentity(
                    config.service(), config.poolName(), LibraryVersion.TEXT, engine.description(), config.sslmode());
            this.registration = MetricsRegistration.attach(registry, identity, metrics, readings);
        } catch (RuntimeException | Error refused) {
            factory.stop();
            engine.close();
            throw refused;
        }
    }

    /**
     * Opens a pool whose metrics go to the default registry. See {@link #open(DbConfig, PrometheusRegistry)}, also for
     * what is thrown.
     *
     * @throws SQLException if PostgreSQL gives no session, or the thread was interrupted
     */
    public static DbPool open(DbConfig config) throws SQLException {
        return open(config, PrometheusRegistry.defaultRegistry);
    }

    /**
     * Opens a pool. Unless {@code startLazily} is set, a first connection is opened and kept; this blocks up to the
     * connect timeout. The other connections up to the minimum follow in the background.
     *
     * @throws ConnectFailedException if no session could be opened, with the reason
     * @throws ConnectDeniedException if PostgreSQL refuses the user or does not know the database
     * @throws AcquireInterruptedException if the thread was interrupted meanwhile; its flag is set again
     * @throws IllegalStateException if the registry already has a pool of this service and pool name
     * @throws IllegalArgumentException if somebody else registered one of the metrics' names
     */
    public static DbPool open(DbConfig config, PrometheusRegistry registry) throws SQLException {
        return open(config, registry, System::nanoTime, PartSettings::realFactory);
    }

    static DbPool open(DbConfig config, PrometheusRegistry registry, LongSupplier nanoTime, FactoryMaker maker)
            throws SQLException {
        PoolMetrics metrics = new PoolMetrics();
        PoolEvents events = PoolEvents.of(config.service(), config.poolName().orElse(null));
        ConnectionFactory factory = maker.make(config, new ConnectReports(config, metrics, events), nanoTime);
        boolean opened = false;
        try {
            StartUpChecks.warnAboutTls(config);
            PhysicalConnection first = config.startLazily() ? null : openFirst(config, factory);
            DbPool pool = new DbPool(config, factory, first, metrics, events, registry, nanoTime);
            if (first != null) {
                pool.warmOrClose();
            }
            opened = true;
            return pool;
        } finally {
            if (!opened) {
                factory.stop();
                factory.sweep();
            }
        }
    }

    private static PhysicalConnection openFirst(DbConfig config, ConnectionFactory factory) throws SQLException {
        try {
            return factory.openNow();
        } catch (OpenFailedException failed) {
            throw FailureMessages.connectFailed(
                    config.service(), failed.fault(), Optional.empty(), Readings.none(config), Optional.empty());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AcquireInterruptedException(
                    config.service() + ": interrupted while the pool was being opened.",
                    Readings.none(config),
                    interrupted);
        }
    }

    /** The connection opened first is the first that the engine gets; the others are opened when it asks. */
    private static ConnectionSource sourceFor(
            ConnectionFactory factory, @Nullable PhysicalConnection first, Demand demand) {
        AtomicReference<@Nullable PhysicalConnection> ready = new AtomicReference<>(first);
        return () -> {
            PhysicalConnection waiting = ready.getAndSet(null);
            return waiting != null ? waiting : factory.openPatiently(demand);
        };
    }

    private void warmOrClose() throws SQLException {
        boolean warm = false;
        try {
            warm();
            warm = true;
        } finally {
            if (!warm) {
                close();
            }
        }
    }

    /** Puts the first connection to the idle ones, where it is retired like any other if nobody comes. */
    private void warm() throws SQLException {
        try {
            Connection first = engine.poll(config.connectTimeout().toNanos());
            if (first != null) {
                engine.release(first);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for a connection up to the configured {@code acquireTimeout}. See {@link #acquire(Duration)}.
     */
    @Override
    public Connection getConnection() throws SQLException {
        return path.acquire(acquireTimeoutNanos, null);
    }

    /**
     * Waits for a connection. Blocks no longer than the timeout (50 ms more at the worst), whatever hangs; a timeout of
     * zero takes a connection only if one is free. Interruptible.
     *
     * @throws AcquireTimeoutException if none came free in time
     * @throws ConnectFailedException if none could be opened
     * @throws ConnectDeniedException if PostgreSQL refuses the user or does not know the database
     * @throws AcquireRejectedException if too many callers wait already, or this caller would wait in vain
     * @throws AcquireInterruptedException if the thread was interrupted; its flag is set again
     * @throws PoolClosedException if the pool is closed, or is closed meanwhile
     * @throws IllegalArgumentException if the timeout is negative
     */
    public Connection acquire(Duration timeout) throws SQLException {
        return path.acquire(Timeouts.nanos(timeout), null);
    }

    /** As {@link #acquire(Duration)}, with a priority other than the thread's. */
    public Connection acquire(Duration timeout, Priority priority) throws SQLException {
        return path.acquire(Timeouts.nanos(timeout), Objects.requireNonNull(priority, "priority"));
    }

    /**
     * As {@link #acquire(Duration)}, until a time on the wall clock, which is read once: changing the clock later does
     * not matter. When that time has passed a connection is taken only if one is free.
     */
    public Connection acquire(Instant deadline) throws SQLException {
        return path.acquire(Timeouts.nanosUntil(deadline), null);
    }

    /** As {@link #acquire(Instant)}, with a priority other than the thread's. */
    public Connection acquire(Instant deadline, Priority priority) throws SQLException {
        return path.acquire(Timeouts.nanosUntil(deadline), Objects.requireNonNull(priority, "priority"));
    }

    /** What the pool has counted and what it holds now. Takes a lock that is held for microseconds only. */
    public PoolStats stats() {
        return readings.stats();
    }

    /** Who holds which connection, longest held first; an immutable snapshot. Does not block and stops nobody. */
    public List<Holder> holders() {
        return explanations.holders();
    }

    /**
     * Who holds the connections, what those threads and PostgreSQL's backends are doing, who waits, and which cause all
     * that points to. May be called at any time, also after {@link #close()}. Asks PostgreSQL over a session beside the
     * pool, once in five seconds at the most, and blocks meanwhile, 1.5 s at the most; what cannot be known is left out.
     */
    public Report explain() {
        return explanations.explain();
    }

    /** How the pool is, for probes. Borrows nothing; takes a lock that is held for microseconds only. */
    public Health health() {
        return readings.health(closed.get());
    }

    /**
     * Changes the size at run time. A larger maximum serves those who wait at once; a smaller one is reached as
     * connections come back, those beyond it are closed. What a larger minimum lacks is opened every half minute, each
     * time at most one more than the maximum with which the pool was opened. Callers that need one do not wait for that.
     * {@link #config()} does not change. Does not block. Without effect on a closed pool.
     *
     * @param minConnections connections kept ready, 0–maxConnections
     * @param maxConnections connections at most, 1–10,000
     * @throws DbConfigException with all problems; nothing has changed then
     */
    public void resize(int minConnections, int maxConnections) {
        if (!closed.get()) {
            resizing.to(minConnections, maxConnections);
        }
    }

    /**
     * Replaces every connection: idle ones now, those in use when they come back, those being opened once they are. For
     * use after a failover or a change of credentials. Does not block.
     */
    public void evictAll() {
        factory.outdateSessions();
        engine.evictAll();
    }

    /**
     * Closes the pool at once: callers that wait fail with {@link PoolClosedException}, connections in use are aborted,
     * and the server is told to cancel what they run. Blocks until the sessions are gone, some seconds at the most.
     * Closing again has no effect.
     */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Closes the pool: new and waiting callers are refused, borrowed connections are awaited for up to {@code drain},
     * and those still out then are aborted as by {@link #close()}. Blocks for that and some seconds more at the most.
     * If the thread is interrupted, waiting ends early and its flag is set again. Closing again has no effect.
     */
    public void close(Duration drain) {
        long drainNanos = Timeouts.saturated(drain);
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        path.close();
        admission.close();
        awaitBorrowed(drainNanos);
        explanations.close();
        factory.stop();
        factory.cutLent();
        engine.close();
        factory.sweep();
        registration.close();
    }

    private void awaitBorrowed(long drainNanos) {
        try {
            if (!admission.awaitDrained(drainNanos) && drainNanos > 0) {
                LOG.warn(
                        "{}: {} connections are still in use after {} ms and are aborted",
                        config.service(),
                        admission.occupancy().inUse(),
                        TimeUnit.NANOSECONDS.toMillis(drainNanos));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The configuration with which the pool was opened; {@link #resize} does not change it. */
    public DbConfig config() {
        return config;
    }

    @Override
    public String toString() {
        return "DbPool[" + config.service()
                + config.poolName().map(name -> "/" + name).orElse("") + "]";
    }

    // --- the rest of DataSource ---

    /**
     * The same as {@link #getConnection()} for the pool's own user and password, which some frameworks pass along. Others
     * are refused: a pool has one user, and connections of another would have to be kept apart.
     */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        if (!config.urlSource().current().logsInWith(user, password)) {
            throw new SQLFeatureNotSupportedException(config.service()
                    + ": a pool connects as the one user of its URL, and these are not its user and password;"
                    + " open another pool for another user");
        }
        return getConnection();
    }

    /** The connect timeout, in seconds, rounded up. */
    @Override
    public int getLoginTimeout() {
        return (int) config.connectTimeout().plusMillis(999).toSeconds();
    }

    /** Refused: timeouts belong to the configuration. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("set connectTimeout in DbConfig instead");
    }

    /** None: the pool logs through SLF4J. */
    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    /** Refused, unless it is null: the pool logs through SLF4J. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        if (out != null) {
            throw new SQLFeatureNotSupportedException("the pool logs through SLF4J");
        }
    }

    @Override
    public java.util.logging.Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("the pool logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("a DbPool is no wrapper for " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
