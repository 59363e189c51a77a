package dev.dbpool.internal.admission;

/** What may be broken on purpose, to see the check notice. */
enum GateFlaw {
    NONE,
    /** A permit that comes back is freed although somebody is queued. */
    NO_HAND_OVER,
    /** A permit that comes back is freed and the first in the queue woken to try its luck with everybody else. */
    BARGING,
    /** The number of the queued, read once, is believed when the permit is freed. */
    RELEASE_WITHOUT_RECHECK,
    /** Who leaves the queue stays in the count. */
    LOST_QUEUED_DECREMENT,
    /** Who is interrupted when it has been granted a permit goes without giving it back. */
    INTERRUPTED_KEEPS_PERMIT,
    /** Who was granted a permit is not woken. */
    NO_UNPARK,
    /** Who times out does not look whether it was granted a permit meanwhile. */
    LATE_GRANT_LOST,
    /** The last permit that comes back to a closed gate does not tell who waits for that. */
    NO_DRAIN_SIGNAL,
    /** Permits that are added are free although somebody is queued. */
    GROWTH_GRANTS_NOBODY,
    /** Who is granted an added permit is not woken. */
    GROWTH_WAKES_NOBODY,
    /** A permit too many passes on to the queued instead of ending. */
    SHRINK_HANDS_OVER,
    /** The number of permits stands beside the word, and has changed when the word is set. */
    STALE_MAX,
    /** Who has to make room for a newcomer is not told. */
    DISPLACED_NOT_WOKEN,
    /** Who may not wait on does not look whether it was granted a permit meanwhile. */
    LOST_PATIENCE_LOSES_GRANT,
    /** Who parks a permit does not look whether somebody has queued meanwhile. */
    PARKS_WITHOUT_RECHECK,
    /** Who takes back what it parked does not look whether somebody else has. */
    PARKED_TAKEN_TWICE,
    /** Who queues does not look for parked permits. */
    QUEUES_WITHOUT_RECALL,
    /** Fewer permits are asked for, and those that are parked stay. */
    SHRINKS_WITHOUT_RECALL,
    /** Who closes does not look for parked permits. */
    CLOSES_WITHOUT_RECALL,
    /** Somebody queues, and who comes then takes a parked permit. */
    PARKED_TAKEN_PAST_THE_QUEUED,
    /** Who takes back what it parked and hands it over does not tell the clock. */
    CLOCK_NOT_TOLD_OF_RETRACTED,
    /** Who queues, finds a parked permit and hands it over does not tell the clock. */
    CLOCK_NOT_TOLD_OF_RECALLED,
    /** Who is admitted does not tell the clock. */
    CLOCK_NOT_TOLD_OF_ADMITTED;

    /** Whether it has to do with parked permits, which need one to spare. */
    boolean parks() {
        return compareTo(PARKS_WITHOUT_RECHECK) >= 0;
    }

    /** Whether somebody must come between two looks of another. */
    boolean needsFour() {
        return this == QUEUES_WITHOUT_RECALL
                || this == PARKED_TAKEN_PAST_THE_QUEUED
                || this == CLOCK_NOT_TOLD_OF_RETRACTED
                || this == CLOCK_NOT_TOLD_OF_RECALLED;
    }

    /** How it is noticed; empty if in more ways than one. */
    String noticedAs() {
        return switch (this) {
            case QUEUES_WITHOUT_RECALL -> "nobody looks for it";
            case CLOSES_WITHOUT_RECALL -> "stays at DRAIN_WAIT";
            case PARKED_TAKEN_PAST_THE_QUEUED -> "a newcomer takes what the queued wait for";
            case CLOCK_NOT_TOLD_OF_RETRACTED, CLOCK_NOT_TOLD_OF_RECALLED, CLOCK_NOT_TOLD_OF_ADMITTED ->
                "the clock is wrong";
            default -> "";
        };
    }
}
