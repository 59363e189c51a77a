package dev.dbpool.examples;

import com.sun.net.httpserver.HttpServer;
import dev.dbpool.DbConfig;
import dev.dbpool.DbConfigException;
import dev.dbpool.DbPool;
import dev.dbpool.Health;
import dev.dbpool.examples.service.Endpoint;
import dev.dbpool.examples.service.Reply;
import dev.dbpool.examples.service.Users;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP service with one pool: {@code /users} asks the database, {@code /metrics} is for Prometheus,
 * {@code /health} for a readiness probe, {@code /explain} for the person on call: it shows SQL and names of threads, so it
 * belongs behind a login where others can reach the service. This one listens on this machine only.
 *
 * <p>Run it with {@code DATABASE_URL} set; the first argument is the port (8080). It ends in order when told to stop.
 */
public final class ServiceWithMetrics implements AutoCloseable {
    /** Threads that wait for a connection are bounded by the pool: who comes beyond is answered 503 at once. */
    private static final int MAX_WAITERS = 50;

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final DbPool pool;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Endpoint users;

    private ServiceWithMetrics(DbPool pool, HttpServer server, PrometheusRegistry registry) {
        this.pool = pool;
        this.server = server;
        this.users = new Endpoint(new Users(pool)::all);
        server.setExecutor(threads);
        server.createContext("/users", users);
        server.createContext("/health", new Endpoint(() -> health(pool.health())));
        server.createContext(
                "/explain", new Endpoint(() -> Reply.text(200, pool.explain().toText())));
        server.createContext("/metrics", new MetricsEndpoint(registry));
    }

    /** Opens the pool and begins to serve; port 0 takes any that is free. */
    public static ServiceWithMetrics start(DbConfig config, PrometheusRegistry registry, int port)
            throws SQLException, IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        boolean started = false;
        try {
            DbPool pool = DbPool.open(config, registry);
            ServiceWithMetrics service = new ServiceWithMetrics(pool, server, registry);
            server.start();
            started = true;
            return service;
        } finally {
            if (!started) {
                server.stop(0);
            }
        }
    }

    /** Ready unless the database is away or we are going: a pool that is merely busy gets better by itself. */
    private static Reply health(Health health) {
        boolean ready = health.status() != Health.Status.DATABASE_DOWN && health.status() != Health.Status.CLOSED;
        return Reply.text(ready ? 200 : 503, health.status() + ": " + health.message() + "\n");
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The pool, for those who look at it from outside. */
    public DbPool pool() {
        return pool;
    }

    /** Refuses what comes from now on (503), lets what has begun end, then closes. Blocks up to 10 s. */
    @Override
    public void close() {
        pool.close(DRAIN);
        users.awaitIdle(Duration.ofSeconds(1));
        server.stop(0);
        threads.shutdownNow();
    }

    /** Serves until the process is told to stop. */
    public static void main(String[] args) throws Exception {
        try {
            int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
            DbConfig config = DbConfig.forService("user-service").toBuilder()
                    .maxWaiters(MAX_WAITERS)
                    .build();
            ServiceWithMetrics service = start(config, PrometheusRegistry.defaultRegistry, port);
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "service-exit"));
            System.out.println("serving " + service.url() + "/users, /health, /explain and /metrics");
        } catch (DbConfigException | SQLException | IOException | NumberFormatException failure) {
            System.err.println("user-service does not start: " + failure.getMessage());
            System.exit(1);
        }
    }
}
