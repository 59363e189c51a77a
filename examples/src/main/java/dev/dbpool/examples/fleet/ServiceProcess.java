package dev.dbpool.examples.fleet;

import com.sun.net.httpserver.HttpServer;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.examples.MetricsEndpoint;
import dev.dbpool.examples.postgres.EmbeddedPostgres;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * One service of the fleet: a pool of its preset's size, a registry, a target to scrape, light traffic, and a link to
 * the database that can fail. Like a process, it can die and be started again, with counters at zero.
 */
final class ServiceProcess implements AutoCloseable {
    private static final Duration WORK = Duration.ofMillis(3);

    /** How busy a service is when all is well. */
    enum Traffic {
        /** So much that a moment in which the machine has no time for us is below the 95th percentile. */
        STEADY(3, Duration.ofMillis(200)),
        /** So seldom that connections are tested before they are lent (after 500 ms without use). */
        SPARSE(1, Duration.ofMillis(700));

        private final int callers;
        private final Duration pause;

        Traffic(int callers, Duration pause) {
            this.callers = callers;
            this.pause = pause;
        }
    }

    private final String name;
    private final Traffic traffic;
    private final Link link;
    private final DbConfig config;
    private final int port;
    private @Nullable Running running;

    private record Running(DbPool pool, HttpServer target, ExecutorService threads, Callers callers) {}

    ServiceProcess(String name, Traffic traffic, EmbeddedPostgres database) throws IOException {
        this.name = name;
        this.traffic = traffic;
        this.link = Link.to(database.port());
        this.config = DbConfig.forService(name, Map.of("DATABASE_URL", database.urlThrough(link.port())));
        this.port = Ports.free();
    }

    String name() {
        return name;
    }

    DbConfig config() {
        return config;
    }

    Link link() {
        return link;
    }

    /** Host and port to scrape. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** The pool, if the service runs. */
    synchronized Optional<DbPool> pool() {
        return Optional.ofNullable(running).map(Running::pool);
    }

    synchronized void start() throws SQLException, IOException {
        if (running != null) {
            return;
        }
        PrometheusRegistry registry = new PrometheusRegistry();
        DbPool pool = DbPool.open(config, registry);
        boolean started = false;
        try {
            HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            target.setExecutor(threads);
            target.createContext("/metrics", new MetricsEndpoint(registry));
            target.start();
            Callers callers = Callers.returning(pool, traffic.callers, WORK, traffic.pause);
            running = new Running(pool, target, threads, callers);
            started = true;
        } finally {
            if (!started) {
                pool.close();
            }
        }
    }

    /** Ends it without notice. */
    synchronized void stop() {
        if (running != null) {
            running.callers().close();
            running.target().stop(0);
            running.threads().shutdownNow();
            running.pool().close();
            running = null;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        link.close();
    }
}
