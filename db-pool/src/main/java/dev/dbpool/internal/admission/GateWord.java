package dev.dbpool.internal.admission;

/**
 * The fields of the gate's one word: permits taken (14 bits; parked ones too), of which fetching (14), permits that there
 * are (14), callers queued (20), closed (1). Always fetching ≤ taken; taken > max only while a smaller size is being
 * reached.
 */
final class GateWord {
    static final long ONE_TAKEN = 1L;
    static final long ONE_FETCHING = 1L << 14;
    static final long ONE_QUEUED = 1L << 42;
    static final long CLOSED = 1L << 62;
    static final int MOST_PERMITS = (1 << 14) - 1;
    static final int MOST_QUEUED = (1 << 20) - 1;

    private static final int MAX_SHIFT = 28;
    private static final int QUEUED_SHIFT = 42;

    private GateWord() {}

    /** Nobody there. */
    static long empty(int max) {
        return (long) max << MAX_SHIFT;
    }

    static int taken(long word) {
        return (int) word & MOST_PERMITS;
    }

    static int fetching(long word) {
        return (int) (word >>> 14) & MOST_PERMITS;
    }

    /** Whether every permit might be in use: none is, as far as the word says, free or for a connection to come. */
    static boolean exhausted(long word) {
        return taken(word) - fetching(word) >= max(word);
    }

    /** Never below 0, also if the parked were counted while they moved. */
    static int inUse(long word, int parked) {
        return Math.max(0, taken(word) - fetching(word) - parked);
    }

    static Occupancy occupancy(long word, int parked) {
        return new Occupancy(inUse(word, parked), fetching(word), queued(word), max(word));
    }

    static int waiting(long word) {
        return fetching(word) + queued(word);
    }

    static int max(long word) {
        return (int) (word >>> MAX_SHIFT) & MOST_PERMITS;
    }

    /** More permits taken than there are to be: those that come back end. */
    static boolean tooMany(long word) {
        return taken(word) > max(word);
    }

    /** How many of the queued get a permit when there are to be so many. */
    static int grantedBy(long word, int max) {
        return Math.min(queued(word), Math.max(0, max - taken(word)));
    }

    /** With another number of permits, those added in the hands of the queued. */
    static long resized(long word, int max) {
        long withMax = (word & ~((long) MOST_PERMITS << MAX_SHIFT)) | empty(max);
        return withMax + grantedBy(word, max) * (ONE_TAKEN - ONE_QUEUED);
    }

    static int queued(long word) {
        return (int) (word >>> QUEUED_SHIFT) & MOST_QUEUED;
    }

    static boolean closed(long word) {
        return (word & CLOSED) != 0;
    }

    /** Open, nobody queued, and a permit to spare: only then may one be parked. */
    static boolean mayPass(long word) {
        return word >>> QUEUED_SHIFT == 0 && taken(word) < max(word);
    }

    /** Whether only one permit is not taken, and some that are may be parked. */
    static boolean lastOne(long word) {
        return taken(word) == max(word) - 1 && taken(word) > 0;
    }

    /** Nobody is queued who would have to get a parked permit first, and there are no permits that have to end. */
    static boolean mayTakeParked(long word) {
        return word >>> QUEUED_SHIFT == 0 && !tooMany(word);
    }
}
