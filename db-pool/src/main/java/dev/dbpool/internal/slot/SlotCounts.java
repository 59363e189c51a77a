package dev.dbpool.internal.slot;

/**
 * How many slots are in which state.
 *
 * @param lent in the hands of callers
 * @param tested with a session that a caller tests before it uses it
 * @param idle with a session that is ready, those included that the pool is just looking after
 * @param closing with a session that the pool is closing
 * @param opening for which a login is under way
 * @param empty without a session
 */
public record SlotCounts(int lent, int tested, int idle, int closing, int opening, int empty) {

    /** Sessions that callers have or could have. */
    public int open() {
        return lent + tested + idle;
    }

    /** Sessions that callers have. */
    public int inUse() {
        return lent + tested;
    }
}
