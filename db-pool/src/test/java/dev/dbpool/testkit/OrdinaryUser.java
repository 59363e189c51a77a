package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs that refuse root (PostgreSQL, PgBouncer) whoever runs the tests. As root, a user namespace without a
 * mapping makes the program see itself as nobody while it keeps its rights on files; where namespaces are forbidden,
 * it really becomes nobody and its files are given to it. Both replace the process by the program, so the process id
 * is the program's own.
 */
final class OrdinaryUser {
    private static final String NOBODY = "65534";

    private OrdinaryUser() {}

    private enum Way {
        AS_IS(List.of()),
        USER_NAMESPACE(List.of("unshare", "-U")),
        BECOME_NOBODY(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));

        final List<String> prefix;

        Way(List<String> prefix) {
            this.prefix = prefix;
        }

        static final Way CHOSEN = choose();

        private static Way choose() {
            if (!"root".equals(System.getProperty("user.name"))) {
                return AS_IS;
            }
            return runs(List.of("unshare", "-U", "true")) ? USER_NAMESPACE : BECOME_NOBODY;
        }
    }

    /** The command as an ordinary user would run it. */
    static List<String> command(List<String> command) {
        var wrapped = new ArrayList<>(Way.CHOSEN.prefix);
        wrapped.addAll(command);
        return wrapped;
    }

    /** Makes a file or directory usable by what {@link #command} runs. */
    static void own(Path path) {
        if (Way.CHOSEN == Way.BECOME_NOBODY) {
            run(List.of("chown", "-R", NOBODY + ":" + NOBODY, path.toString()));
        }
    }

    /** Runs a short command to its end. @throws IllegalStateException with its output if it fails or takes a minute */
    static void run(List<String> command) {
        run(command, Path.of("/dev/null"));
    }

    /** The same with the program's standard input read from a file. */
    static void run(List<String> command, Path input) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.get(0), e);
        }
    }

    static boolean runs(List<String> command) {
        try {
            run(command);
            return true;
        } catch (UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }
}
