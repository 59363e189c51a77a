package dev.dbpool.examples.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a program writes. On a terminal it uses colours (unless {@code NO_COLOR} is set) and rewrites the line that
 * shows progress; elsewhere it writes plain lines, progress once per second. Not thread-safe, but for {@link #close}.
 */
public final class Screen implements AutoCloseable {
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

    /** The standard output, as far as it can be rewritten and coloured. */
    public static Screen standardOutput(Map<String, String> environment) {
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

    /** Writes a line. */
    public void line(String text) {
        out.println(text);
    }

    /** Writes a line that begins something new. */
    public void heading(String text) {
        out.println();
        out.println(bold(text));
    }

    /** Shows how far something is: in place on a terminal, else now and then on a line of its own. */
    public void progress(String text) {
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
    public void beginProgress() {
        lastPlainNanos = System.nanoTime();
    }

    /** Whether what was written can be rewritten. */
    public boolean terminal() {
        return terminal;
    }

    /** How wide the terminal is; 96 where that is not known. */
    public int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? columns : WIDTH;
        } catch (IOException | NumberFormatException unknown) {
            return WIDTH;
        }
    }

    /** Goes up so many lines, to write them anew. */
    public void up(int lines) {
        out.print("\033[" + lines + "A\r");
    }

    /** Writes a line in the place of another. */
    public void over(String text) {
        out.println(ERASE_LINE + text);
    }

    /** Progress that only a terminal shows. */
    public void status(String text) {
        if (terminal) {
            progress(text);
        }
    }

    /** A long text in lines of at most 96 characters. */
    public void wrapped(String text, String indent) {
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
    public void settle(String text) {
        out.println(terminal ? ERASE_LINE + text : text);
        lineOpen = false;
    }

    /** Stands out. */
    public String bold(String text) {
        return styled("1", text);
    }

    /** Secondary. */
    public String faint(String text) {
        return styled("36", text);
    }

    /** As it should be. */
    public String good(String text) {
        return styled("32", text);
    }

    /** Worth a look. */
    public String alarming(String text) {
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
