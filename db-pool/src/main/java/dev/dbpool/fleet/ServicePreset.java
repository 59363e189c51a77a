package dev.dbpool.fleet;

/**
 * The pool size of one service.
 *
 * @param max connections that one instance may have at most
 * @param min connections that one instance keeps ready beside those in use
 * @param replicas instances that run at the same time
 */
public record ServicePreset(int max, int min, int replicas) {

    /** Connections of all instances together. */
    public long total() {
        return (long) max * replicas;
    }
}
