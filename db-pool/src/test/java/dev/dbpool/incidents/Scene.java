package dev.dbpool.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool on a real PostgreSQL, threads that use it well or badly, and everything that has to be undone afterwards. When
 * it ends, what was arranged is undone in reverse order, threads are interrupted, and the pool must serve again.
 */
final class Scene implements AutoCloseable {
    static final PostgresServer SERVER = PostgresServer.shared();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final String service;
    final PrometheusRegistry registry = new PrometheusRegistry();
    final Callers callers = new Callers(this);
    DbPool pool;
    private final ConcurrentLinkedDeque<Act> endings = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Act> closings = new ConcurrentLinkedDeque<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<List<String>> named = new CopyOnWriteArrayList<>();
    private ThreadMaker maker = (name, task) -> new Thread(task, name);
    private volatile boolean over;
    private boolean deserted;

    interface Act {
        void run() throws Exception;
    }

    interface Use {
        void of(Connection connection) throws Exception;
    }

    interface ThreadMaker {
        Thread make(String name, Runnable task);
    }

    private Scene(String kind) {
        service = kind + "-" + NUMBER.incrementAndGet();
    }

    static Scene open(String kind, Incident.Opening opening) throws Exception {
        Scene scene = new Scene(kind);
        DbConfig.Builder settings = DbConfig.builder(scene.service)
                .databaseUrl(SERVER.url())
                .maxConnections(4)
                .minConnections(4)
                .connectTimeout(Duration.ofSeconds(5))
                .acquireTimeout(Duration.ofSeconds(1));
        try {
            scene.pool = DbPool.open(opening.of(scene, settings).build(), scene.registry);
            scene.warm();
            return scene;
        } catch (Exception failed) {
            scene.close();
            throw failed;
        }
    }

    /** A service that has been running for a while; one that cannot be warm, because it is about that, is not. */
    private void warm() {
        DbConfig config = pool.config();
        if (!config.startLazily()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.stats().idle() >= config.minConnections());
        }
    }

    /** Whether the play is over: what loops asks this. */
    boolean over() {
        return over;
    }

    /** Threads of another kind for all that is staged. */
    void threadsBy(ThreadMaker another) {
        maker = another;
    }

    /** To be undone when the scene ends, the last first. */
    void atEnd(Act act) {
        endings.push(act);
    }

    /** To be undone when the pool has been closed. */
    void atClose(Act act) {
        closings.push(act);
    }

    /** The message must contain one of these texts. */
    void mustName(String... oneOf) {
        named.add(List.of(oneOf));
    }

    List<List<String>> named() {
        return List.copyOf(named);
    }

    /** At the end the pool cannot serve any more: it is closed, or its database is gone for good. */
    void deserted() {
        deserted = true;
    }

    /** A thread that is interrupted when the scene ends; what it throws then or before is its own affair. */
    Thread start(String name, Act act) {
        Thread thread = maker.make(name, () -> {
            try {
                act.run();
            } catch (Exception endOfThisThread) {
                // interrupted, cancelled, or no connection: whoever cares has noted it
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** So many threads take a connection each and use it; returns when all are about to. */
    void hold(int count, String name, Use use) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(count);
        for (int i = 1; i <= count; i++) {
            start(name + "-" + i, () -> {
                try (Connection connection = pool.acquire(Duration.ofSeconds(5))) {
                    held.countDown();
                    use.of(connection);
                }
            });
        }
        assertThat(held.await(10, TimeUnit.SECONDS)).as("%s: all hold", name).isTrue();
    }

    /** The same with all connections of the pool. */
    void holdAll(String name, Use use) throws InterruptedException {
        hold(pool.config().maxConnections(), name, use);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void asAdmin(String sql) throws SQLException {
        try (Connection admin = SERVER.admin(PostgresServer.DATABASE)) {
            execute(admin, sql);
        }
    }

    /** A database of this scene's own. */
    String database() {
        SERVER.sessions().createDatabase(service, PostgresServer.USER);
        return service;
    }

    /** A table of this scene's own with rows 1 to 10. */
    String table() throws SQLException {
        String table = service.replace('-', '_');
        asAdmin("create table " + table + " (id int primary key, n int);"
                + "insert into " + table + " select i, 0 from generate_series(1, 10) i;"
                + "alter table " + table + " owner to " + PostgresServer.USER);
        return table;
    }

    /** A session of somebody else, outside the pool; closed when the scene ends. */
    Connection stranger(String applicationName) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", PostgresServer.USER);
        login.setProperty("password", PostgresServer.PASSWORD);
        login.setProperty("ApplicationName", applicationName);
        Connection connection = DriverManager.getConnection(SERVER.jdbcUrl(), login);
        atEnd(connection::close);
        return connection;
    }

    static int pid(Connection connection) throws SQLException {
        return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    }

    /** Returns when so many of the pool's sessions wait for a lock, or are otherwise what this column says. */
    void awaitSessions(int count, String condition) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Sessions.count(service, condition) >= count);
    }

    /** Everything is undone; then the pool must be as good as new, unless it cannot be. */
    void end() throws Exception {
        over = true;
        threads.forEach(Thread::interrupt);
        for (Act ending : endings) {
            ending.run();
        }
        endings.clear();
        if (deserted) {
            pool.close();
        } else {
            Sessions.cancelAll(service);
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(thread.isAlive())
                    .as("%s is still there", thread.getName())
                    .isFalse();
        }
        if (!deserted) {
            servesAgain();
        }
    }

    private void servesAgain() {
        await("the pool serves again").atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            List<Connection> all = new ArrayList<>();
            try {
                while (all.size() < pool.config().maxConnections()) {
                    all.add(pool.acquire(Duration.ofSeconds(3)));
                }
            } finally {
                for (Connection connection : all) {
                    connection.close();
                }
            }
        });
        await("the books balance").atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            PoolStats now = pool.stats();
            assertThat(now.active() + now.waiting()).isZero();
            assertThat(now.handedOut()
                            + now.timeouts()
                            + now.closedErrors()
                            + now.otherErrors()
                            + now.rejected()
                            + now.cancelled())
                    .isEqualTo(now.started());
        });
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
        endings.forEach(Scene::attempt);
        if (pool != null) {
            pool.close();
        }
        closings.forEach(Scene::attempt);
    }

    /** After a failure that is known already: this is only about not disturbing the next test. */
    private static void attempt(Act act) {
        try {
            act.run();
        } catch (Exception secondary) {
            // see above
        }
    }
}
