package dev.dbpool.internal.admission;

/**
 * The fields of the gate's one word: permits taken (20 bits), of which still fetching (20 bits), callers
 * queued (22 bits), closed (1 bit). Always fetching ≤ taken.
 */
final class GateWord {
    static final long ONE_TAKEN = 1L;
    static final long ONE_FETCHING = 1L << 20;
    static final long ONE_QUEUED = 1L << 40;
    static final long CLOSED = 1L << 62;
    static final int MOST_PERMITS = (1 << 20) - 1;
    static final int MOST_QUEUED = (1 << 22) - 1;

    private GateWord() {}

    static int taken(long word) {
        return (int) word & MOST_PERMITS;
    }

    static int fetching(long word) {
        return (int) (word >>> 20) & MOST_PERMITS;
    }

    static int inUse(long word) {
        return taken(word) - fetching(word);
    }

    static int queued(long word) {
        return (int) (word >>> 40) & MOST_QUEUED;
    }

    static boolean closed(long word) {
        return (word & CLOSED) != 0;
    }
}
