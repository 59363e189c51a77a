package dev.dbpool.prometheus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that the tests drive. Where it is not installed, they are skipped and say how to install it. */
enum Tool {
    PROMTOOL("promtool", "prometheus"),
    PROMETHEUS("prometheus", "prometheus"),
    AMTOOL("amtool", "prometheus-alertmanager"),
    ALERTMANAGER("prometheus-alertmanager", "prometheus-alertmanager");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Skips the test that calls it, loudly, if the program is missing. */
    void assumeInstalled() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        String hint = "SKIPPED: " + program + " is not installed; apt-get install -y --no-install-recommends "
                + debianPackage;
        if (!installed) {
            System.err.println(hint);
        }
        assumeTrue(installed, hint);
    }

    /** Runs the program to its end and returns what it printed, errors included. */
    Outcome run(String... arguments) {
        return run(program, List.of(arguments));
    }

    /** The same with a program that is not on the path. */
    static Outcome run(String program, List<String> arguments) {
        try {
            Path output = Files.createTempFile("tool", ".out");
            try {
                Process process = start(program, output, arguments);
                if (!process.waitFor(900, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(program + " did not end within 900 s");
                }
                return new Outcome(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + program, e);
        }
    }

    /** Starts the program with its output in a file. */
    Process start(Path output, String... arguments) throws IOException {
        return start(program, output, List.of(arguments));
    }

    private static Process start(String program, Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(arguments);
        Files.write(output, (String.join(" ", command) + "\n").getBytes(StandardCharsets.UTF_8));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
