package dev.dbpool.examples.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the demo writes. On a terminal it uses colours (unless {@code NO_COLOR} is set) and rewrites the line that
 * shows progress; elsewhere it writes plain lines, progress once per second. Not thread-safe, but for {@link #close}.
 */
final class Screen implements AutoCloseable {
    private static final int WIDTH = 96;
    private static final long BETWEEN_PLAIN_LINES_NANOS = 990_000_000L;
    private static final String RESET = "\033[0m";
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private volatile boolean lineOpen;
    private long lastPlainNanos;

    Screen(PrintStream out, boolean terminal, boolean colours) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
        this.lastPlainNanos = System.nanoTime();
    }

    static Screen standardOutput(Map<String, String> environment) {
        // UTF-8 whatever the locale: containers have none, and the terminals in front of them know no other encoding.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        boolean terminal = standardOutputIsATerminal()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colours = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(out, terminal, colours);
    }

    /** System.console() also wants the standard input to be a terminal, and means something else from JDK 22 on. */
    private static boolean standardOutputIsATerminal() {
        try {
            return new ProcessBuilder("test", "-t", "1")
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void line(String text) {
        out.println(text);
    }

    void heading(String text) {
        out.println();
        out.println(bold(text));
    }

    /** Shows how far something is: in place on a terminal, else now and then on a line of its own. */
    void progress(String text) {
        if (terminal) {
            lineOpen = true;
            out.print(ERASE_LINE + text);
            out.flush();
        } else if (System.nanoTime() - lastPlainNanos >= BETWEEN_PLAIN_LINES_NANOS) {
            lastPlainNanos = System.nanoTime();
            out.println(text);
        }
    }

    /** Begins to show progress: the first plain line comes a second from now. */
    void beginProgress() {
        lastPlainNanos = System.nanoTime();
    }

    /** Progress that only a terminal shows. */
    void status(String text) {
        if (terminal) {
            progress(text);
        }
    }

    /** A long text in lines of at most 96 characters. */
    void wrapped(String text, String indent) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH && line.length() > indent.length()) {
                out.println(line.toString().stripTrailing());
                line.setLength(indent.length());
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }

    /** Puts the result in the place of the progress. */
    void settle(String text) {
        out.println(terminal ? ERASE_LINE + text : text);
        lineOpen = false;
    }

    String bold(String text) {
        return styled("1", text);
    }

    String faint(String text) {
        return styled("36", text);
    }

    String good(String text) {
        return styled("32", text);
    }

    String alarming(String text) {
        return styled("33", text);
    }

    private String styled(String code, String text) {
        return colours ? "\033[" + code + "m" + text + RESET : text;
    }

    /** Leaves the cursor at the beginning of a line, also when progress is cut short. */
    @Override
    public void close() {
        if (lineOpen) {
            lineOpen = false;
            out.println();
        }
    }
}
