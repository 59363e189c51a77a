package dev.dbpool.internal.admission;

import java.util.List;

/**
 * What a {@link GateModel} explores. Sets of callers are bit masks: bit i stands for caller i.
 *
 * @param callers threads that take and give
 * @param rounds how often each of them does so
 * @param slots how many there may ever be
 * @param max how many there are at first
 * @param open how many of those have an idle session at first
 * @param mayTimeOut callers that may leave at any moment
 * @param interruptible the same by interrupt
 * @param extras what else happens
 * @param sizes to which the number of slots changes, one after the other
 */
record GateSetting(
        int callers,
        int rounds,
        int slots,
        int max,
        int open,
        int mayTimeOut,
        int interruptible,
        List<Extra> extras,
        List<Integer> sizes,
        GateFlaw flaw) {

    enum Extra {
        /** A thread opens sessions while callers are queued. */
        OPENER,
        /** Its logins may fail. */
        FAILURES,
        /** Callers may find their session dead, or too old. */
        DISCARDS,
        /** A thread looks after an idle session, and may close it. */
        UPKEEP,
        /** A thread closes the gate, waits for the holds, and closes the idle sessions. */
        CLOSE,
        /** A newcomer may be refused. */
        REFUSE,
        /** A newcomer may take the place of any queued caller. */
        DISPLACE,
        /** Any queued caller may be the next. */
        ANY_ORDER
    }

    /** Callers that come once, as many slots as can be, all of them idle. */
    static GateSetting of(int callers, int slots) {
        return new GateSetting(callers, 1, slots, slots, slots, 0, 0, List.of(), List.of(), GateFlaw.NONE);
    }

    GateSetting twice() {
        return new GateSetting(callers, 2, slots, max, open, mayTimeOut, interruptible, extras, sizes, flaw);
    }

    GateSetting open(int sessions) {
        return new GateSetting(callers, rounds, slots, max, sessions, mayTimeOut, interruptible, extras, sizes, flaw);
    }

    GateSetting timingOut(int whichCallers) {
        return new GateSetting(callers, rounds, slots, max, open, whichCallers, interruptible, extras, sizes, flaw);
    }

    GateSetting interrupting(int whichCallers) {
        return new GateSetting(callers, rounds, slots, max, open, mayTimeOut, whichCallers, extras, sizes, flaw);
    }

    GateSetting with(Extra... more) {
        return new GateSetting(
                callers, rounds, slots, max, open, mayTimeOut, interruptible, List.of(more), sizes, flaw);
    }

    /** From one size to others. */
    GateSetting resized(int from, Integer... to) {
        int sessions = Math.min(open, from);
        return new GateSetting(
                callers, rounds, slots, from, sessions, mayTimeOut, interruptible, extras, List.of(to), flaw);
    }

    GateSetting broken(GateFlaw how) {
        return new GateSetting(callers, rounds, slots, max, open, mayTimeOut, interruptible, extras, sizes, how);
    }

    boolean has(Extra extra) {
        return extras.contains(extra);
    }
}
