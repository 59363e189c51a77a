package dev.dbpool.examples;

import dev.dbpool.examples.demo.Demo;

/**
 * {@code ./dev demo}: a pool on a real PostgreSQL, five rounds of measured work, a squeeze, and the metrics before and
 * after, explained. Exit code 0, or 1 with one line on the standard error, or 2 for options that it does not know.
 */
public final class MetricsDemo {
    private MetricsDemo() {}

    /** {@code --help} lists the options. */
    public static void main(String[] args) {
        System.exit(Demo.run(args, System.getenv()));
    }
}
