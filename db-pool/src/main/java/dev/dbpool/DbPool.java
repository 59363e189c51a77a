package dev.dbpool;

import dev.dbpool.internal.pool.AcquirePath;
import dev.dbpool.internal.pool.PoolParts;
import dev.dbpool.internal.pool.Timeouts;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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
 * say otherwise. A caller may pass others only if it begins within a millisecond after them; {@code close()} on a connection gives it back.
 */
public final class DbPool implements DataSource, AutoCloseable {
    private final DbConfig config;
    private final PoolParts parts;
    private final AcquirePath path;
    private final long acquireTimeoutNanos;

    /** A pool of these parts; only tests make it of others than {@link #open} does. */
    DbPool(DbConfig config, PoolParts parts) {
        this.config = config;
        this.parts = parts;
        this.path = parts.path();
        this.acquireTimeoutNanos = config.acquireTimeout().toNanos();
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
     * connect timeout, not counting time in which the process has no CPU. The other connections up to the minimum follow in the background.
     *
     * @throws ConnectFailedException if no session could be opened, with the reason
     * @throws ConnectDeniedException if PostgreSQL refuses the user or does not know the database
     * @throws AcquireInterruptedException if the thread was interrupted meanwhile; its flag is set again
     * @throws IllegalStateException if the registry already has a pool of this service and pool name, and
     *     {@code refuseDuplicates} is set
     * @throws IllegalArgumentException if somebody else registered one of the metrics' names
     */
    public static DbPool open(DbConfig config, PrometheusRegistry registry) throws SQLException {
        return new DbPool(config, PoolParts.open(config.settings(), registry));
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
        return parts.stats();
    }

    /** Who holds which connection, longest held first; an immutable snapshot. Does not block and stops nobody. */
    public List<Holder> holders() {
        return parts.observer().holders();
    }

    /**
     * Who holds the connections, what those threads and PostgreSQL's backends are doing, who waits, and which cause all
     * that points to. May be called at any time, also after {@link #close()}. Asks PostgreSQL over a session beside the
     * pool, once in five seconds at the most, and blocks meanwhile, 1.5 s at the most; what cannot be known is left out.
     */
    public Report explain() {
        return parts.observer().explain();
    }

    /**
     * The series of this pool as a scrape would show them now, for a bridge to another metrics library: the whole
     * {@linkplain dev.dbpool.metrics.PoolMetric catalogue}, read at one instant. Does not block.
     */
    public MetricSnapshots metrics() {
        return parts.metrics();
    }

    /** How the pool is, for probes. Borrows nothing; takes a lock that is held for microseconds only. */
    public Health health() {
        return parts.health();
    }

    /**
     * Changes the size at run time. A larger maximum serves those that wait at once; a smaller one is reached as
     * connections come back, those beyond it are closed. What a larger minimum lacks is opened at once, in the background.
     * {@link #config()} does not change. Does not block. Without effect on a closed pool.
     *
     * @param minConnections connections kept ready, 0–maxConnections
     * @param maxConnections connections at most, 1–10,000
     * @throws DbConfigException with all problems; nothing has changed then
     */
    public void resize(int minConnections, int maxConnections) {
        if (!parts.closed()) {
            config.checkSize(minConnections, maxConnections);
            parts.resize(minConnections, maxConnections);
        }
    }

    /**
     * Replaces every connection: idle ones now, those in use when they come back, those being opened once they are. For
     * use after a failover or a change of credentials. Does not block.
     */
    public void evictAll() {
        parts.evictAll();
    }

    /**
     * Closes the pool: callers that wait fail with {@link PoolClosedException}, connections in use are awaited for
     * {@link DbConfig#closeGrace() closeGrace} (0 unless set) and then aborted, and the server is told to cancel what they
     * run. Blocks for that and until the sessions are gone, some seconds more at the most. Closing again has no effect.
     */
    @Override
    public void close() {
        close(config.closeGrace());
    }

    /**
     * Closes the pool: new and waiting callers are refused, borrowed connections are awaited for up to {@code drain},
     * and those still out then are aborted. Blocks for that and some seconds more at the most.
     * If the thread is interrupted, waiting ends early and its flag is set again. Closing again has no effect.
     */
    public void close(Duration drain) {
        parts.close(Timeouts.saturated(drain));
    }

    /** The configuration with which the pool was opened; {@link #resize} does not change it. */
    public DbConfig config() {
        return config;
    }

    @Override
    public String toString() {
        return "DbPool[" + config.settings().label() + "]";
    }

    // --- the rest of DataSource ---

    /**
     * The same as {@link #getConnection()} for the user and password with which the pool logged in last, which some
     * frameworks pass along. Others are refused: a pool has one user, and connections of another would have to be kept apart.
     */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        if (!parts.isOwnLogin(user, password)) {
            throw new SQLFeatureNotSupportedException(config.service()
                    + ": a pool connects as one user, and these are not its user and password;"
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

    // --- for Spring Boot's DataSourceBuilder.derivedFrom, which finds them by reflection and opens sessions as another
    // user ---

    /** With the URL's secrets, which is why it is no accessor for everybody. */
    String getUrl() {
        return parts.knownLogin().jdbcUrl();
    }

    @Nullable
    String getUsername() {
        return parts.knownLogin().user().orElse(null);
    }

    @Nullable
    String getPassword() {
        return parts.knownLogin().password().orElse(null);
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
