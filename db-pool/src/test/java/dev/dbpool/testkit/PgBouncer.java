package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's PgBouncer in transaction mode in front of a {@link PostgresServer}, on a loopback port. It knows the role
 * {@value PostgresServer#USER} with its password and every database of the server. Ask {@link #unavailable()} first:
 * not every machine has the package.
 */
public final class PgBouncer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Path directory = RunDirectory.create("pgbouncer");
    private final ServerLog log = new ServerLog(directory.resolve("pgbouncer.log"));
    private final Thread atExit = new Thread(this::discard, "testkit-pgbouncer-exit");
    private final int port = Ports.free();
    private final Process process;

    private PgBouncer(Path program, PostgresServer server, int poolSize) {
        try {
            Path users = Files.writeString(
                    directory.resolve("users.txt"),
                    "\"" + PostgresServer.USER + "\" \"" + PostgresServer.PASSWORD + "\"\n");
            Path configuration = Files.writeString(directory.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = plain
                    auth_file = %s
                    admin_users = %s
                    pool_mode = transaction
                    default_pool_size = %d
                    max_client_conn = 1000
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(
                            server.port(), port, users, PostgresServer.USER, poolSize));
            OrdinaryUser.own(directory);
            process = new ProcessBuilder(OrdinaryUser.command(List.of(program.toString(), configuration.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(log.file().toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(atExit);
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PgBouncer", e);
        }
    }

    /** Why there is no PgBouncer on this machine; empty if there is one. For {@code Assumptions.assumeThat}. */
    public static Optional<String> unavailable() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of("pgbouncer is not installed (Debian package: pgbouncer)");
    }

    /** @param poolSize how many server connections it keeps for a user and database */
    public static PgBouncer start(PostgresServer server, int poolSize) {
        Path program = program().orElseThrow(() -> new IllegalStateException("no pgbouncer on this machine"));
        return new PgBouncer(program, server, poolSize);
    }

    public int port() {
        return port;
    }

    public String url() {
        return PostgresServer.url(port, PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE);
    }

    public String jdbcUrl() {
        return PostgresServer.jdbcUrl(port);
    }

    public ServerLog log() {
        return log;
    }

    /** Ends it at once; clients see their connections closed. Idempotent. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM is going down: the hook does the work
        }
        discard();
    }

    private void discard() {
        process.destroy(); // SIGTERM is PgBouncer's immediate shutdown
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            RunDirectory.delete(directory);
        }
    }

    private void awaitReady() {
        long start = System.nanoTime();
        while (!listening()) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                String said = log.tail();
                close();
                throw new IllegalStateException("PgBouncer did not start:\n" + said);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while PgBouncer was starting", e);
            }
        }
    }

    private boolean listening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
