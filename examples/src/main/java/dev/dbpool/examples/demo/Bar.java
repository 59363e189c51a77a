package dev.dbpool.examples.demo;

/** A number as a row of blocks. */
final class Bar {
    private Bar() {}

    static String of(long value, long max) {
        int full = (int) Math.max(0, Math.min(value, max));
        return "█".repeat(full) + "░".repeat((int) max - full);
    }
}
