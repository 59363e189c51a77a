package dev.dbpool.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.ConnectDeniedException;
import dev.dbpool.ConnectFailed;
import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.DbConfig;
import dev.dbpool.DbConfigException;
import dev.dbpool.DbPool;
import dev.dbpool.PoolClosedException;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.TestCertificates;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every secret in this class contains the marker, in different places of a configuration. Whatever pools do with them,
 * nothing that is logged at any level or told in any other way contains it.
 */
class CanaryTest {
    private static final String MARKER = "cnry7";
    private static final String IN_USER_INFO = MARKER + "InUserInfo/?@:";
    private static final String AS_PARAMETER = MARKER + "AsParameter";
    private static final String IN_FILE = MARKER + "InFile";
    private static final String ROTATED = MARKER + "Rotated";
    private static final String WRONG = MARKER + "Wrong";
    private static final String OF_THE_KEY = MARKER + "OfTheKey";

    private static final PostgresServer SERVER = PostgresServer.shared();

    private final Overheard overheard = new Overheard();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private Logs logs;
    private FaultProxy proxy;
    private Path file;
    private String verifierOfRotated;

    @TempDir
    Path directory;

    /** Roles are made before anybody listens: the driver logs statements, these with their passwords. */
    @BeforeEach
    void listen() throws SQLException {
        for (String role : List.of("bird_a", "bird_b", "bird_c", "bird_next")) {
            SERVER.sessions().execute("drop role if exists " + role);
        }
        SERVER.sessions().createRole("bird_a", IN_USER_INFO, -1);
        SERVER.sessions().createRole("bird_b", AS_PARAMETER, -1);
        SERVER.sessions().createRole("bird_c", IN_FILE, -1);
        SERVER.sessions().createRole("bird_next", ROTATED, -1);
        verifierOfRotated = verifier("bird_next");
        file = directory.resolve("database-url");
        proxy = FaultProxy.to(SERVER);
        logs = Logs.capture();
    }

    @AfterEach
    void stopListening() {
        logs.close();
        proxy.close();
    }

    private static String verifier(String role) throws SQLException {
        try (Connection admin = SERVER.admin();
                Statement statement = admin.createStatement();
                ResultSet row =
                        statement.executeQuery("select rolpassword from pg_authid where rolname = '" + role + "'")) {
            row.next();
            return row.getString(1);
        }
    }

    private DbConfig config(String service, String url, UnaryOperator<DbConfig.Builder> more) {
        DbConfig config = more.apply(DbConfig.builder(service)
                        .databaseUrl(url)
                        .maxConnections(2)
                        .minConnections(1)
                        .connectTimeout(Duration.ofSeconds(1))
                        .acquireTimeout(Duration.ofMillis(300)))
                .build();
        overheard.said("configuration", config);
        return config;
    }

    private interface Use {
        void of(DbPool pool) throws Exception;
    }

    /** A pool's life: opened, used, asked for all it can tell, closed, and asked again. */
    private void live(DbConfig config, Use use) throws Exception {
        DbPool pool = DbPool.open(config, registry);
        try (pool) {
            use.of(pool);
            overheard.pool(pool, registry);
            overheard.jvm();
            pool.evictAll();
        }
        hear(PoolClosedException.class, pool::getConnection);
        overheard.pool(pool, registry);
    }

    private void borrow(DbPool pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            overheard.connection(connection);
            overheard.exception(catchThrowable(() -> statement.execute("select no_such_thing")));
        }
    }

    private interface Attempt {
        Object run() throws Exception;
    }

    private void hear(Class<? extends Throwable> expected, Attempt attempt) {
        Throwable thrown = catchThrowable(attempt::run);
        assertThat(thrown).isInstanceOf(expected);
        overheard.exception(thrown);
    }

    private void hear(ConnectFailure reason, Attempt attempt) {
        Throwable thrown = catchThrowable(attempt::run);
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ConnectFailed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(reason));
        overheard.exception(thrown);
    }

    private void write(String url) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), url + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void noSecretIsToldByAPoolThatWorksOrFails() throws Exception {
        passwordInTheUrl();
        everyKindOfFailure();
        rotation();
        keyOfACertificate();

        assertThat(overheard.containing(MARKER)).isEmpty();
        assertThat(logged(MARKER)).isEmpty();
        thereWasMuchToHear();
    }

    private void passwordInTheUrl() throws Exception {
        live(config("bird-a", SERVER.url("bird_a", IN_USER_INFO, "app"), more -> more), this::borrow);
        String parameter = "?user=bird_b&password=" + AS_PARAMETER;
        live(
                config("bird-b", "postgres://127.0.0.1:" + SERVER.port() + "/app" + parameter, more -> more),
                this::borrow);
        live(config("bird-jdbc", SERVER.jdbcUrl() + parameter, more -> more.resetOnReturn(true)), this::borrow);
        Map<String, String> environment = Map.of(
                "DATABASE_URL", SERVER.url("bird_a", IN_USER_INFO, "app"),
                // A mix-up of variables, not to be repeated as "this value is no number".
                "DB_MAX_CONNECTIONS", SERVER.url("bird_a", WRONG, "app"));
        hear(DbConfigException.class, () -> DbConfig.forService("bird-environment", environment));
    }

    private void everyKindOfFailure() throws Exception {
        String direct = SERVER.url("bird_a", IN_USER_INFO, "app");
        String behind = PostgresServer.url(proxy.port(), "bird_a", IN_USER_INFO, "app");
        hear(
                ConnectFailure.AUTH,
                () -> DbPool.open(config("bird-wrong", SERVER.url("bird_a", WRONG, "app"), more -> more), registry));
        hear(
                ConnectFailure.DATABASE,
                () -> DbPool.open(
                        config("bird-nowhere", SERVER.url("bird_a", IN_USER_INFO, "nowhere"), more -> more), registry));
        proxy.refuse();
        hear(ConnectFailure.REFUSED, () -> DbPool.open(config("bird-refused", behind, more -> more), registry));
        proxy.heal();
        proxy.inject(Fault.Moment.SILENT_AT_AUTHENTICATION);
        hear(ConnectFailure.TIMEOUT, () -> DbPool.open(config("bird-silent", behind, more -> more), registry));
        live(config("bird-lazy", behind, more -> more.startLazily(true)), pool -> {
            await().until(() ->
                    !logs.matching("bird-lazy: no session with PostgreSQL").isEmpty());
            hear(ConnectFailure.TIMEOUT, pool::getConnection);
            proxy.heal();
            await().ignoreExceptions().until(() -> {
                borrow(pool);
                return true;
            });
            proxy.injectIntoExisting(Fault.Moment.RESET);
            proxy.heal();
        });
        live(config("bird-squeezed", direct, more -> more.maxConnections(1).maxWaiters(1)), pool -> {
            try (Connection held = pool.getConnection()) {
                hear(AcquireTimeoutException.class, pool::getConnection);
                Thread waiter =
                        new Thread(() -> hear(PoolClosedException.class, () -> pool.acquire(Duration.ofDays(1))));
                waiter.start();
                await().until(() -> pool.stats().waiting() == 1);
                hear(AcquireRejectedException.class, pool::getConnection);
                overheard.exception(catchThrowable(() -> pool.getConnection("bird_a", WRONG)));
                overheard.pool(pool, registry);
                pool.close();
                waiter.join();
                overheard.exception(catchThrowable(() -> held.createStatement().execute("select 1")));
            }
        });
    }

    private void rotation() throws Exception {
        write(SERVER.url("bird_c", IN_FILE, "app"));
        DbConfig config = DbConfig.fromEnv("bird-file", Map.of("DATABASE_URL_FILE", file.toString())).toBuilder()
                .connectTimeout(Duration.ofSeconds(1))
                .acquireTimeout(Duration.ofSeconds(5))
                .build();
        live(config, pool -> {
            borrow(pool);
            write("postgres://bird_c:" + ROTATED + "@h:no-port/app?sslmode=" + WRONG);
            pool.evictAll();
            borrow(pool);
            write(SERVER.url("bird_c", WRONG, "app"));
            pool.evictAll();
            await().ignoreExceptions().untilAsserted(() -> hear(ConnectDeniedException.class, pool::getConnection));
            SERVER.sessions().setPassword("bird_c", verifierOfRotated);
            write(SERVER.url("bird_c", ROTATED, "app"));
            await().ignoreExceptions().until(() -> {
                borrow(pool);
                return true;
            });
        });
        assertThat(logs.matching("keeps its last good value")).isNotEmpty();
        assertThat(logs.matching("was read again")).isNotEmpty();
    }

    private void keyOfACertificate() throws Exception {
        Path key = Files.write(directory.resolve("broken.p12"), new byte[] {1, 2, 3});
        try (PostgresServer server = PostgresServer.startWithTls(
                // A server that knows an authority asks the client for its certificate.
                new TestCertificates().server("127.0.0.1"), Map.of("ssl_ca_file", "../server.crt"))) {
            String url = server.url() + "?sslmode=require&sslkey=" + key + "&sslpassword=" + OF_THE_KEY;
            hear(ConnectFailedException.class, () -> DbPool.open(config("bird-key", url, more -> more), registry));
        }
    }

    private List<Logs.Line> logged(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return logs.lines().stream()
                .filter(line -> line.text().toLowerCase(Locale.ROOT).contains(lower))
                .toList();
    }

    /** An empty hunt proves nothing unless the hunter has ears: what must have been said was heard. */
    private void thereWasMuchToHear() {
        assertThat(logs.of("org.postgresql").stream()
                        .filter(line -> line.level().equals("FINEST")))
                .as("pgjdbc")
                .anyMatch(line -> line.text().contains("FE=> StartupPacket"))
                .anyMatch(line -> line.text().contains("bird_c"));
        assertThat(logs.of("dev.dbpool"))
                .as("the pool")
                .anyMatch(line -> line.level().equals("WARN"));
        assertThat(overheard.containing("db_pool_connections{")).isNotEmpty();
        assertThat(overheard.containing("postgresql://bird_a:***@")).isNotEmpty();
        assertThat(overheard.containing("db-pool-bird-a-")).as("threads").isNotEmpty();
        assertThat(overheard.containing("password authentication failed")).isNotEmpty();
        assertThat(overheard.all()).hasSizeGreaterThan(500);

        org.slf4j.LoggerFactory.getLogger("hunter").trace("{}", IN_FILE);
        java.util.logging.Logger.getLogger("hunter").finest(ROTATED);
        assertThat(logged(MARKER)).hasSize(2);
        overheard.exception(new SQLException("x", new IOException(WRONG)));
        assertThat(overheard.containing(MARKER)).hasSize(1);
    }
}
