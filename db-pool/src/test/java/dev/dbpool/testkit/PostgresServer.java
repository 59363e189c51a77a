package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real PostgreSQL on a loopback port, of the version on the test class path. Runs as root and as an ordinary user.
 *
 * <p>Every role but {@value #ADMIN} (trusted, superuser) needs its password over TCP (SCRAM), so a wrong password is a
 * real one. A role {@value #USER} with a database of its own exists from the start. Tests that leave the server as it
 * was use {@link #shared()}; those that stop, pause, fill or reconfigure it {@link #start() start} their own. Life
 * cycle methods block until the server has done it, up to a minute, and are not meant for several threads at once.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String ADMIN = "testkit_admin";
    public static final String USER = "app";
    public static final String PASSWORD = "app-password";
    public static final String DATABASE = "app";

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "off"),
            Map.entry("shared_buffers", "16MB"),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("log_connections", "on"),
            Map.entry("log_disconnections", "on"),
            Map.entry("log_line_prefix", "%m [%p] %q%u@%d/%a "));
    private static final String HBA = """
            host all %s 127.0.0.1/32 trust
            %s all all 127.0.0.1/32 scram-sha-256
            """;

    private final Path directory = RunDirectory.create("postgres");
    private final Path data = directory.resolve("data");
    private final ServerLog log = new ServerLog(directory.resolve("server.log"));
    private final Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
    private final Set<Long> paused = ConcurrentHashMap.newKeySet();
    private final Thread atExit = new Thread(this::discard, "testkit-postgres-exit");
    private final int port;
    private volatile Postmaster postmaster;

    private PostgresServer(Map<String, String> extra, Optional<TestCertificates.Identity> tls) {
        settings.putAll(extra);
        tls.ifPresent(this::useTls);
        OrdinaryUser.run(
                List.of("cp", "-a", PostgresBinaries.ON_CLASS_PATH.template().toString(), data.toString()));
        write(data.resolve("pg_hba.conf"), HBA.formatted(ADMIN, tls.isPresent() ? "hostssl" : "host"));
        Runtime.getRuntime().addShutdownHook(atExit);
        int candidate = Ports.free();
        for (int attempt = 1; ; attempt++) {
            try {
                postmaster = Postmaster.start(data, candidate, settings, log);
                break;
            } catch (IllegalStateException e) {
                if (attempt == 5 || log.count("Address already in use") < attempt) {
                    close();
                    throw e;
                }
                candidate = Ports.free();
            }
        }
        port = candidate;
    }

    private static final class Shared {
        static final PostgresServer SERVER = start();
    }

    /** The one server of this JVM for tests that do not disturb it. Started when first asked for, ends with the JVM. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    public static PostgresServer start() {
        return start(Map.of());
    }

    /** @param settings as in postgresql.conf, for example {@code max_connections} */
    public static PostgresServer start(Map<String, String> settings) {
        return new PostgresServer(settings, Optional.empty());
    }

    /** A server with TLS that refuses everybody but the administrator without it. */
    public static PostgresServer startWithTls(TestCertificates.Identity identity, Map<String, String> settings) {
        return new PostgresServer(settings, Optional.of(identity));
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** {@code postgres://app:…@127.0.0.1:port/app} */
    public String url() {
        return url(USER, PASSWORD, DATABASE);
    }

    public String url(String user, String password, String database) {
        return url(port, user, password, database);
    }

    /** The same at another port: of a FaultProxy or PgBouncer in front of this server. */
    public static String url(int port, String user, String password, String database) {
        return "postgres://" + encoded(user) + ":" + encoded(password) + "@127.0.0.1:" + port + "/" + encoded(database);
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/app}, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(port);
    }

    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** A new superuser connection; its application name is {@value #ADMIN}. The caller closes it. */
    public Connection admin() throws SQLException {
        return admin("postgres");
    }

    public Connection admin(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + encoded(database) + "?sslmode=disable&connectTimeout=5"
                        + "&socketTimeout=30&ApplicationName=" + ADMIN,
                ADMIN,
                "");
    }

    /** What the administrator sees and does on this server. */
    public ServerSessions sessions() {
        return new ServerSessions(this);
    }

    /** How many sessions have this application name. */
    public int sessions(String applicationName) {
        return sessions().ofApplication(applicationName);
    }

    /** How many sessions this role has. */
    public int sessionsOf(String user) {
        return sessions().ofUser(user);
    }

    /** The server's log: one line per connection, disconnection, failed authentication and error. */
    public ServerLog log() {
        return log;
    }

    public boolean running() {
        return postmaster.alive();
    }

    /** Fast shutdown: sessions are told 57P01 and closed, then the server ends. */
    public void stopFast() {
        resumeAll();
        postmaster.stop("INT");
    }

    /** Immediate shutdown: backends die with 57P02 or a bare reset, and the next start runs crash recovery. */
    public void stopImmediate() {
        resumeAll();
        postmaster.stop("QUIT");
    }

    /** Starts the stopped server again: same port, same data. */
    public void startAgain() {
        if (running()) {
            throw new IllegalStateException("the server on port " + port + " already runs");
        }
        postmaster = Postmaster.start(data, port, settings, log);
    }

    /** {@link #stopFast()}, then {@link #startAgain()}. */
    public void restart() {
        stopFast();
        startAgain();
    }

    /** Freezes one backend (SIGSTOP) until the pause is closed: its socket stays open and says nothing. */
    public Pause pauseBackend(int pid) {
        return pause(pid);
    }

    /** Freezes the postmaster: existing sessions work, new connections are accepted by the kernel and hang. */
    public Pause pausePostmaster() {
        return pause(postmaster.pid());
    }

    /** Sends a signal to a backend; {@code KILL} makes the server reset all sessions, as after a crash. */
    public void signalBackend(int pid, String signal) {
        Postmaster.signal(pid, signal);
    }

    /** A frozen process; closing it thaws it. Closing twice is harmless. */
    public interface Pause extends AutoCloseable {
        @Override
        void close();
    }

    /** Stops the server and removes its data. Idempotent. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the JVM is going down: the hook does the work
            return;
        }
        discard();
    }

    private Pause pause(long pid) {
        Postmaster.signal(pid, "STOP");
        paused.add(pid);
        return () -> resume(pid);
    }

    private void resume(long pid) {
        if (paused.remove(pid)) {
            Postmaster.resume(pid);
        }
    }

    private void resumeAll() {
        List.copyOf(paused).forEach(this::resume);
    }

    private void discard() {
        try {
            resumeAll();
            if (postmaster != null) {
                postmaster.stop("QUIT");
            }
        } finally {
            RunDirectory.delete(directory);
        }
    }

    private void useTls(TestCertificates.Identity identity) {
        Path certificate = write(directory.resolve("server.crt"), identity.certificatePem());
        Path key = write(directory.resolve("server.key"), identity.privateKeyPem());
        settings.putAll(Map.of("ssl", "on", "ssl_cert_file", certificate.toString(), "ssl_key_file", key.toString()));
    }

    private static Path write(Path file, String content) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, content);
            OrdinaryUser.own(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
