package dev.dbpool.examples.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As whom PostgreSQL runs, since it refuses root. An ordinary user runs it as himself. Root runs it in a user namespace
 * in which it sees itself as nobody; where namespaces are forbidden it becomes nobody, who is given the files.
 *
 * <p>Programs get a session of their own where possible, so that Ctrl-C reaches us alone and we end them in order. All
 * prefixes replace themselves by the program: the process id is the program's own.
 */
final class Account {
    private static final String NOBODY = "65534";
    private static final List<String> OWN_SESSION = List.of("setsid");
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> BECOME_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private final List<String> prefix = new ArrayList<>();
    private final boolean gives;

    private Account(boolean root) throws IOException, InterruptedException {
        if (works(OWN_SESSION)) {
            prefix.addAll(OWN_SESSION);
        }
        gives = root && !works(NAMESPACE);
        if (root) {
            prefix.addAll(gives ? BECOME_NOBODY : NAMESPACE);
        }
    }

    /** Suits the user who owns this directory, which must be the one who asks. */
    static Account forOwnerOf(Path directory) throws IOException, InterruptedException {
        return new Account(Files.getAttribute(directory, "unix:uid").equals(0));
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** Lets what runs by {@link #command} use a directory and all in it. */
    void give(Path directory) throws IOException, InterruptedException {
        if (gives && !run(List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()))) {
            throw new IOException("cannot give " + directory + " to the user who is to run PostgreSQL");
        }
    }

    private static boolean works(List<String> prefix) throws InterruptedException {
        List<String> harmless = new ArrayList<>(prefix);
        harmless.add("true");
        return run(harmless);
    }

    private static boolean run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
