package dev.dbpool.benchmarks.path;

import java.io.PrintStream;
import java.util.Locale;

/** Tells who waits for a run how far it is. */
final class Progress {
    private final PrintStream out;

    Progress(PrintStream out) {
        this.out = out;
    }

    void step(String format, Object... arguments) {
        out.printf(Locale.ROOT, "  " + format + "%n", arguments);
    }
}
