package dev.dbpool.internal.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HikariCP, with everything switched off that the layers above do themselves. */
public final class HikariEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(HikariEngine.class);
    private static final Duration KEEPALIVE = Duration.ofMinutes(2);
    private static final Duration SHORTEST_KEEPALIVE = Duration.ofSeconds(30);

    /** HikariCP's own floor. */
    private static final long LEAST_VALIDATION_MILLIS = 250;

    /** A constant, by which the compiler multiplies: TimeUnit divides, which is longer than all else on the way in. */
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final long LONGEST_SHUTDOWN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String BUILT = "/META-INF/maven/com.zaxxer/HikariCP/pom.properties";

    private final EngineSettings settings;
    private final HikariDataSource dataSource;
    private final HikariPool pool;
    private final ThreadFactory threads;

    /** Starts the engine; it begins to fill itself to its minimum in the background. */
    public HikariEngine(EngineSettings settings, ConnectionSource source) {
        this.settings = settings;
        threads = settings.threads();
        dataSource = new HikariDataSource(configure(settings, source));
        // getConnection(milliseconds) is the only way to pass a deadline per call; public in an exported
        // package, but not promised: HikariEngineTest fails if an upgrade takes it away.
        pool = (HikariPool) dataSource.getHikariPoolMXBean();
    }

    private static HikariConfig configure(EngineSettings settings, ConnectionSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(settings.name());
        config.setThreadFactory(settings.threads());
        config.setDataSource(new SourceDataSource(source));
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(settings.minConnections());
        config.setInitializationFailTimeout(-1);
        config.setMaxLifetime(settings.maxLifetime().toMillis());
        config.setIdleTimeout(idleMillis(settings, settings.minConnections(), settings.maxConnections()));
        config.setKeepaliveTime(keepaliveMillis(settings.maxLifetime().toMillis()));
        config.setValidationTimeout(
                Math.max(LEAST_VALIDATION_MILLIS, settings.setupTimeout().toMillis()));
        config.setExceptionOverride(new EndedByServer());
        config.setRegisterMbeans(false);
        config.setAllowPoolSuspension(false);
        config.setLeakDetectionThreshold(0);
        return config;
    }

    /** Where the lifetime ends first, an idle timeout has no work, and HikariCP would warn about it. */
    private static long idleMillis(EngineSettings settings, int minConnections, int maxConnections) {
        boolean lifetimeEndsFirst = !settings.maxLifetime().isZero()
                && settings.idleTimeout().plusSeconds(1).compareTo(settings.maxLifetime()) > 0;
        boolean fixedSize = minConnections >= maxConnections;
        return lifetimeEndsFirst || fixedSize ? 0 : settings.idleTimeout().toMillis();
    }

    /** Compared in HikariCP's unit: it warns where the lifetime, less its fraction of a millisecond, is no longer. */
    private static long keepaliveMillis(long maxLifetimeMillis) {
        if (maxLifetimeMillis == 0 || maxLifetimeMillis > KEEPALIVE.toMillis()) {
            return KEEPALIVE.toMillis();
        }
        return maxLifetimeMillis > SHORTEST_KEEPALIVE.toMillis() ? SHORTEST_KEEPALIVE.toMillis() : 0;
    }

    @Override
    public @Nullable Connection poll(long timeoutNanos) throws SQLException, InterruptedException {
        try {
            return pool.getConnection(Math.max(1, timeoutNanos / NANOS_PER_MILLI));
        } catch (SQLException failure) {
            if (failure.getCause() instanceof InterruptedException && Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (failure instanceof SQLTransientConnectionException) {
                return null;
            }
            throw failure;
        }
    }

    @Override
    public void release(Connection connection) throws SQLException {
        try {
            connection.close();
        } catch (RuntimeException | Error unexpected) {
            discard(connection);
            throw new SQLException("the driver failed while a connection was returned", "08006", unexpected);
        }
    }

    @Override
    public void discard(Connection connection) {
        dataSource.evictConnection(connection);
    }

    @Override
    public int idle() {
        return pool.getIdleConnections();
    }

    @Override
    public int total() {
        return pool.getTotalConnections();
    }

    @Override
    public void evictAll() {
        pool.softEvictConnections();
    }

    /**
     * HikariCP opens what a larger minimum lacks every 30 s, each time at most one more than the size that it was created
     * with, or when somebody asks.
     */
    @Override
    public void resize(int minConnections, int maxConnections) {
        dataSource.setMaximumPoolSize(maxConnections);
        dataSource.setMinimumIdle(minConnections);
        dataSource.setIdleTimeout(idleMillis(settings, minConnections, maxConnections));
    }

    /**
     * HikariCP closes an idle connection early only for whoever has it. Trims at once may close too many: one less than
     * there are trims.
     */
    @Override
    public void trim(int most) {
        try {
            while (total() > most && idle() > 0) {
                Connection surplus = poll(0);
                if (surplus == null) {
                    return;
                }
                discard(surplus);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException failure) {
            // A caller is giving its connection back; the engine may be closing at the same time.
            LOG.warn("{}: an idle connection too many could not be closed yet", settings.name(), failure);
        }
    }

    /** HikariCP gives up its shutdown when it is interrupted; so it runs where nobody interrupts. */
    @Override
    public void close() {
        Thread shutdown = threads.newThread(dataSource::close);
        try {
            shutdown.start();
        } catch (OutOfMemoryError noThread) {
            dataSource.close();
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONGEST_SHUTDOWN_NANOS;
        for (long left = LONGEST_SHUTDOWN_NANOS; shutdown.isAlive() && left > 0; left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(shutdown, left);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String description() {
        return "HikariCP " + version();
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream built = HikariPool.class.getResourceAsStream(BUILT)) {
            if (built != null) {
                properties.load(built);
            }
        } catch (IOException unreadable) {
            // the version is then unknown, and only a label of a metric
        }
        return properties.getProperty("version", "unknown");
    }
}
