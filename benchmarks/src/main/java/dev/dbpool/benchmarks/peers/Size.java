package dev.dbpool.benchmarks.peers;

/**
 * How large a pool is.
 *
 * @param kept sessions that it opens at the start and keeps idle
 * @param most sessions that it may have
 */
public record Size(int kept, int most) {
    /** Of every pool, unless its benchmark is about something else. */
    public static final Size USUAL = fixed(10);

    /** All are open from the start. */
    public static Size fixed(int connections) {
        return new Size(connections, connections);
    }
}
