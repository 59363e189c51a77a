package dev.dbpool.examples.fleet;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child process that serves HTTP and ends with us. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;

    private Program(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Where a program is on the PATH. */
    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @throws IOException if any of them is not installed, with the command that installs them */
    static void require(String... names) throws IOException {
        List<String> missing =
                Stream.of(names).filter(name -> find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new IOException(String.join(" and ", missing)
                    + (missing.size() == 1 ? " is" : " are")
                    + " not installed. Run: apt-get install -y --no-install-recommends "
                    + String.join(" ", missing));
        }
    }

    /**
     * Starts a program. It may still be starting when this returns: see {@link #awaitReady}.
     *
     * @throws IOException if it is not installed
     */
    static Program start(String name, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        require(name);
        command.add(find(name).orElseThrow().toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        return new Program(name, process, log);
    }

    /** Waits until the URL answers. @throws IOException if the program ends, or takes too long */
    void awaitReady(String url) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended while starting: " + lastWords());
            }
            try {
                Json.text(url);
                return;
            } catch (ConnectException | HttpTimeoutException notYet) {
                Thread.sleep(20);
            } catch (IOException notReady) {
                Thread.sleep(100);
            }
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IOException(name + " was not ready within " + PATIENCE.toSeconds() + " s: " + lastWords());
            }
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
