package dev.dbpool.internal.admission;

/** What may be broken on purpose, to see the {@link GateModel} notice. */
enum GateFlaw {
    NONE,
    /** A giver makes its slot idle and does not look at the queue again. */
    GIVES_WITHOUT_SECOND_LOOK,
    /** A giver takes its slot back without looking whether another thread has it. */
    TAKES_BACK_ANYWAY,
    /** A newcomer makes an idle slot its own without compare-and-set. */
    TAKES_WITHOUT_ASKING,
    /** A giver leaves its slot idle while the queue is young, and calls no caller. */
    CALLS_NOBODY,
    /** A giver calls a caller, and does not wake it. */
    CALLED_NOT_WOKEN,
    /** A caller that queues does not look for idle slots. */
    JOINS_WITHOUT_SCAN,
    /** A caller that queues looks for idle slots before others can see that it is queued. */
    SCANS_BEFORE_PUBLISHING,
    /** A called caller looks for idle slots, and then clears the call. */
    CLEARS_CALL_AFTER_LOOKING,
    /** A called caller takes a slot, and does not look whether there is another one for the next. */
    LOOKS_FOR_ITSELF_ONLY,
    /** A caller leaves the line, by time-out or otherwise, and its call with it. */
    TAKES_CALL_ALONG,
    /** A caller leaves the line, and its call passes on before others can see that it was cleared. */
    PASSES_CALL_BEFORE_PUBLISHING,
    /** A caller that was granted a slot is not woken. */
    GRANTED_NOT_WOKEN,
    /** A caller that leaves does not look whether it was granted a slot meanwhile. */
    LATE_GRANT_LOST,
    /** A caller that was granted a slot and is interrupted does not give it. */
    INTERRUPTED_KEEPS_SLOT,
    /** A caller that has to make room for another one is not woken. */
    DISPLACED_NOT_WOKEN,
    /** A slot is handed over although there are too many. */
    SURPLUS_IS_HANDED_OVER,
    /** The pool closes a session of a surplus slot, and the slot stays. */
    SURPLUS_STAYS,
    /** A smaller size takes idle slots before others can see that there are too many. */
    SHRINKS_BEFORE_PUBLISHING,
    /** A larger size adds slots although it had not lost them yet. */
    GROWTH_FORGETS_SURPLUS,
    /** A smaller size takes an empty slot without looking whether an opener has it. */
    REMOVES_ANYWAY,
    /** A login has ended, and its slot still counts as one for which a session may come. */
    OPENED_STAYS_OPENABLE,
    /** A caller queues at a closed gate. */
    JOINS_CLOSED,
    /** A newcomer takes an idle slot of a closed gate. */
    PASSES_CLOSED,
    /** A giver that finds the gate closed at its second look leaves the slot idle. */
    STAYS_IDLE_WHEN_CLOSED,
    /** A thread that waits for the end of all holds is not signalled. */
    NO_SIGNAL;

    /** How it is noticed first. */
    String noticedAs() {
        return switch (this) {
            case NONE -> "";
            case TAKES_BACK_ANYWAY, TAKES_WITHOUT_ASKING, REMOVES_ANYWAY -> "owners";
            case SURPLUS_IS_HANDED_OVER -> "handed over although there are too many";
            case SURPLUS_STAYS, SHRINKS_BEFORE_PUBLISHING -> "still too many";
            case GROWTH_FORGETS_SURPLUS -> "lost or too many";
            case OPENED_STAYS_OPENABLE -> "wrong count of slots for which a session may come";
            case JOINS_CLOSED -> "queued at a closed gate";
            case PASSES_CLOSED -> "saw the gate closed";
            case GRANTED_NOT_WOKEN, CALLED_NOT_WOKEN, DISPLACED_NOT_WOKEN, LATE_GRANT_LOST, INTERRUPTED_KEEPS_SLOT ->
                "a lost wake-up";
            case STAYS_IDLE_WHEN_CLOSED, NO_SIGNAL -> "stays at DRAIN_WAIT";
            case GIVES_WITHOUT_SECOND_LOOK,
                    CALLS_NOBODY,
                    JOINS_WITHOUT_SCAN,
                    SCANS_BEFORE_PUBLISHING,
                    CLEARS_CALL_AFTER_LOOKING,
                    LOOKS_FOR_ITSELF_ONLY,
                    TAKES_CALL_ALONG,
                    PASSES_CALL_BEFORE_PUBLISHING -> "lies idle while callers are queued";
        };
    }
}
