package dev.dbpool.examples.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL on a loopback port, unpacked from the class path into a temporary directory that
 * {@link #close()} removes again. Its one user needs a password that is made up for each server, so that nobody else
 * on the machine gets in. Runs as root and as an ordinary user.
 *
 * <p>{@link #start()} blocks for some seconds; {@code close()} may be called meanwhile by another thread, which is
 * what happens at Ctrl-C.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USER = "demo";
    private static final int PORT_ATTEMPTS = 5;
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "dynamic_shared_memory_type=mmap",
            "shared_buffers=16MB",
            "fsync=off");

    private final String password = madeUp();
    private @Nullable Path directory;
    private @Nullable Process program;
    private volatile boolean closed;
    private volatile int port;

    /**
     * Unpacks, initialises and starts the server.
     *
     * @return this
     * @throws IOException if that fails, or if the server is closed meanwhile
     */
    public EmbeddedPostgres start() throws IOException, InterruptedException {
        Path home = createDirectory();
        Account account = Account.forOwnerOf(home);
        Archive.unpack(home, () -> closed);
        account.give(home);
        initialise(home, account);
        for (int attempt = 1; !run(home, account, freePort()); attempt++) {
            if (attempt == PORT_ATTEMPTS) {
                throw new IOException("PostgreSQL found no free port in " + PORT_ATTEMPTS + " attempts");
            }
        }
        return this;
    }

    /** Where it listens, with user and password: for the pool, not for the screen. */
    public String url() {
        return url(password);
    }

    /** The same with another password. */
    public String url(String password) {
        return "postgres://" + USER + ":" + password + "@127.0.0.1:" + port + "/postgres?sslmode=disable";
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** As {@link #url()}, but through another port of this machine: that of a proxy. */
    public String urlThrough(int proxyPort) {
        return url().replace(":" + port + "/", ":" + proxyPort + "/");
    }

    /** Stops the server and removes its directory. Closing again has no effect. */
    @Override
    public void close() throws IOException {
        Path home;
        synchronized (this) {
            closed = true;
            home = directory;
        }
        try {
            stop();
            if (home != null) {
                TemporaryDirectory.remove(home);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Path createDirectory() throws IOException {
        refuseIfClosed();
        Path created = TemporaryDirectory.create();
        directory = created;
        return created;
    }

    private void initialise(Path home, Account account) throws IOException, InterruptedException {
        Path secret = Files.writeString(home.resolve("secret"), password);
        account.give(home);
        Process initdb = launch(
                home,
                account,
                List.of(
                        home.resolve("bin/initdb").toString(),
                        "--pgdata=" + home.resolve("data"),
                        "--username=" + USER,
                        "--pwfile=" + secret,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
        if (!initdb.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            throw new IOException("PostgreSQL's initdb failed: " + lastWords(home));
        }
        Files.delete(secret);
    }

    /** Whether the server came up on this port; false if somebody else took it first. */
    private boolean run(Path home, Account account, int candidate) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/postgres").toString(),
                "-D",
                home.resolve("data").toString(),
                "-p",
                Integer.toString(candidate)));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        Process server = launch(home, account, command);
        long begin = System.nanoTime();
        while (!ready(home)) {
            if (!server.isAlive()) {
                if (Files.readString(home.resolve("log")).contains("Address already in use")) {
                    Files.delete(home.resolve("log"));
                    return false;
                }
                throw new IOException("PostgreSQL ended while starting: " + lastWords(home));
            }
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IOException("PostgreSQL was not ready within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(10);
        }
        port = candidate;
        return true;
    }

    /** The eighth line of its lock file is the server's own word on its state. */
    private static boolean ready(Path home) throws IOException {
        Path lockFile = home.resolve("data/postmaster.pid");
        if (!Files.exists(lockFile)) {
            return false;
        }
        List<String> lines = Files.readAllLines(lockFile);
        return lines.size() >= 8 && lines.get(7).strip().equals("ready");
    }

    private synchronized Process launch(Path home, Account account, List<String> command) throws IOException {
        refuseIfClosed();
        Process launched = new ProcessBuilder(account.command(command))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
                .start();
        launched.getOutputStream().close();
        program = launched;
        return launched;
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException("PostgreSQL was stopped while it was starting");
        }
    }

    /** An immediate shutdown: nothing of the data is to be kept. */
    private void stop() throws IOException, InterruptedException {
        Process running;
        synchronized (this) {
            running = program;
        }
        if (running == null || !running.isAlive()) {
            return;
        }
        new ProcessBuilder("sh", "-c", "kill -QUIT " + running.pid())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
    }

    private static String lastWords(Path home) throws IOException {
        Path log = home.resolve("log");
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static String madeUp() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
