package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of the {@code postgres} program: from start until it has ended. Stops are PostgreSQL's own signals, so that
 * clients see what a real restart shows them.
 */
final class Postmaster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path data;
    private final ServerLog log;

    private Postmaster(Process process, Path data, ServerLog log) {
        this.process = process;
        this.data = data;
        this.log = log;
    }

    /** Starts the server and returns when it accepts connections. */
    static Postmaster start(Path data, int port, Map<String, String> settings, ServerLog log) {
        List<String> command = new ArrayList<>();
        command.add(PostgresBinaries.ON_CLASS_PATH.program("postgres"));
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        try {
            Process process = new ProcessBuilder(OrdinaryUser.command(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                    .start();
            process.getOutputStream().close();
            Postmaster postmaster = new Postmaster(process, data, log);
            postmaster.awaitReady();
            return postmaster;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL", e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal and waits until the server has ended; kills it after a minute. */
    void stop(String signal) {
        if (!alive()) {
            return;
        }
        signal(pid(), signal);
        resume(pid());
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("PostgreSQL did not stop in " + PATIENCE + ":\n" + log.tail());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void signal(long pid, String signal) {
        OrdinaryUser.run(List.of("sh", "-c", "kill -" + signal + " " + pid));
    }

    /** Lets a frozen process go on; one that has ended meanwhile is no error. */
    static void resume(long pid) {
        OrdinaryUser.runs(List.of("sh", "-c", "kill -CONT " + pid));
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready()) {
            if (!alive()) {
                throw new IllegalStateException("PostgreSQL ended while starting:\n" + log.tail());
            }
            if (System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                throw new IllegalStateException("PostgreSQL was not ready in " + PATIENCE + ":\n" + log.tail());
            }
            pause();
        }
    }

    /** The eighth line of the lock file is the server's own word on its state. */
    private boolean ready() throws IOException {
        Path lockFile = data.resolve("postmaster.pid");
        if (!Files.exists(lockFile)) {
            return false;
        }
        List<String> lines = Files.readAllLines(lockFile);
        return lines.size() >= 8
                && lines.get(0).trim().equals(Long.toString(pid()))
                && lines.get(7).trim().equals("ready");
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL was starting", e);
        }
    }
}
