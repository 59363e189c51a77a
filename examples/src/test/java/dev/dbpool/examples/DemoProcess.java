package dev.dbpool.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The demo in a JVM of its own, as a user starts it, with a temporary directory that can be looked into. */
final class DemoProcess implements AutoCloseable {
    /** Far beyond what it takes, for machines that are busy with other things. */
    static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Process process;
    private final Path out;
    private final Path err;

    private DemoProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static DemoProcess start(Path directory, Map<String, String> environment, String... args) throws IOException {
        Files.createDirectories(temporary(directory));
        return startIn(directory, environment, args);
    }

    /** The same with a temporary directory that is there already, or is none. */
    static DemoProcess startIn(Path directory, Map<String, String> environment, String... args) throws IOException {
        return startIn(directory, environment, MetricsDemo.class, args);
    }

    /** Another program of this module. */
    static DemoProcess start(Path directory, Map<String, String> environment, Class<?> program, String... args)
            throws IOException {
        Files.createDirectories(temporary(directory));
        return startIn(directory, environment, program, args);
    }

    private static DemoProcess startIn(
            Path directory, Map<String, String> environment, Class<?> program, String... args) throws IOException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> command = new ArrayList<>(heedingCtrlC());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary(directory),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DATABASE_URL"));
        builder.environment().putAll(environment);
        return new DemoProcess(builder.start(), out, err);
    }

    /** Whoever starts a build in the background has it ignore Ctrl-C, and all its children after it; this takes that back. */
    private static List<String> heedingCtrlC() throws IOException {
        List<String> env = List.of("env", "--default-signal=INT");
        try {
            Process probe = new ProcessBuilder(
                            Stream.concat(env.stream(), Stream.of("true")).toList())
                    .start();
            return probe.waitFor() == 0 ? env : List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    static Path temporary(Path directory) {
        return directory.resolve("tmp");
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the demo still runs after " + PATIENCE + ":\n" + out());
        }
        return process.exitValue();
    }

    /** What Ctrl-C sends. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
