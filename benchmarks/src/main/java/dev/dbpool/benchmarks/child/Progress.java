package dev.dbpool.benchmarks.child;

import java.io.PrintStream;
import java.util.Locale;

/** Tells who waits for a run how far it is. */
public final class Progress {
    private final PrintStream out;

    public Progress(PrintStream out) {
        this.out = out;
    }

    public void step(String format, Object... arguments) {
        out.printf(Locale.ROOT, "  " + format + "%n", arguments);
    }
}
