package dev.dbpool.internal.admission;

/** A state of the {@link GateModel}, as bytes, and how they are read and set. */
abstract class GateState {
    /** Where a thread is in the protocol. */
    enum At {
        // A caller comes.
        READ,
        HINT,
        SCAN,
        JOIN,
        JOIN_PUBLISH,
        JOIN_SCAN,
        REFUSED_SCAN,
        // It waits.
        WAIT,
        WAIT_CALLED,
        PARK,
        LEAVE,
        LOOK,
        LOOK_PUBLISH,
        LOOK_SCAN,
        LOOK_DONE,
        // It has a slot, and gives it.
        HOLD,
        GIVE,
        HAND_OVER,
        UNWANTED,
        PASS_ON,
        IDLE,
        LOOK_AGAIN,
        TAKE_BACK,
        CALL,
        // A session goes.
        CLOSE_SESSION,
        CLOSE_READ,
        SIGNAL,
        VACATE,
        VACATE_WRITE,
        VACATE_PUBLISH,
        // Under the lock: a waiter departs from the line; the first of the line is called.
        DEPART,
        DEPART_PUBLISH,
        ANY_IDLE,
        CALL_FIRST,
        CALL_PUBLISH,
        UNLOCK,
        UNPARK,
        // The pool's own threads.
        CLAIM,
        LOGIN,
        OPENED,
        OPENED_WRITE,
        TEND,
        SHUT,
        SEND_AWAY,
        SHUT_PUBLISH,
        DRAIN,
        DRAIN_SCAN,
        DRAIN_WAIT,
        EVICT,
        RESIZE,
        GROW,
        SHRINK_PUBLISH,
        SHRINK_REMOVE,
        SHRINK_TAKE,
        RESIZE_PUBLISH,
        DONE;

        private static final At[] ALL = values();
    }

    /** The states of a slot; those up to {@link #OPENING} have an owner. */
    static final int LENT = 0;

    static final int TENDED = 1;
    static final int CLOSING = 2;
    static final int OPENING = 3;
    static final int IDLE = 4;
    static final int EMPTY = 5;
    static final int GONE = 6;

    /** Of the published word. */
    static final int CLOSED_BIT = 1;

    static final int SURPLUS_BIT = 2;
    static final int CALLED_BIT = 4;
    static final int ONE_QUEUED = 8;

    /** The states of a waiter. */
    static final int WAITING = 0;

    static final int GRANTED = 1;
    static final int SENT_AWAY = 2;
    static final int LEFT = 3;

    /** Bits of {@link #EVENTS}. */
    static final int INTERRUPTED = 1;

    static final int SAW_CLOSED = 2;

    /** A thread or slot that is none; the others count from 1. */
    static final int NONE = 0;

    // Shared by all threads: the word, the lock's owner, and what the lock guards. Then the slots, then the threads.
    static final int WORD = 0;
    static final int LOCK = 1;
    static final int CALLED = 2;
    static final int MAX = 3;
    static final int OPENABLE = 4;
    static final int SURPLUS = 5;
    static final int LEAVING = 6;
    static final int CLOSED = 7;
    static final int LENGTH = 8;
    static final int QUEUE = 9;
    static final int QUEUE_ROOM = 4;
    static final int SLOTS = QUEUE + QUEUE_ROOM;
    static final int SLOT_ROOM = 3;
    static final int THREADS = SLOTS + SLOT_ROOM;

    // Of a thread: where it is; the slot that it looks at; the slot that it owns. As a waiter: its state, the slot that
    // it
    // was granted, whether it is called, whether it may run on. Under the lock: which waiter departs, how, whether its
    // call
    // passes on, whom to unpark, where to go on with the lock and without it. For the pool's threads: what they have
    // left.
    static final int PC = 0;
    static final int AT_SLOT = 1;
    static final int OWN = 2;
    static final int STATE = 3;
    static final int GRANT = 4;
    static final int IS_CALLED = 5;
    static final int UNPARKED = 6;
    static final int SUBJECT = 7;
    static final int OUTCOME = 8;
    static final int PASSES_CALL = 9;
    static final int WAKE = 10;
    static final int THEN = 11;
    static final int AFTER = 12;
    static final int ROUNDS = 13;
    static final int EVENTS = 14;
    static final int TO_CLOSE = 15;
    static final int BLOCK = 16;

    static int get(byte[] s, int t, int field) {
        return s[THREADS + t * BLOCK + field];
    }

    static void set(byte[] s, int t, int field, int value) {
        s[THREADS + t * BLOCK + field] = (byte) value;
    }

    static At at(byte[] s, int t) {
        return At.ALL[get(s, t, PC)];
    }

    static void go(byte[] s, int t, At to) {
        set(s, t, PC, to.ordinal());
    }

    static At saved(byte[] s, int t, int field) {
        return At.ALL[get(s, t, field)];
    }

    /** Goes on with a look at all slots, from the first. */
    static void scan(byte[] s, int t, At from) {
        set(s, t, AT_SLOT, 0);
        go(s, t, from);
    }

    static int slot(byte[] s, int slot) {
        return s[SLOTS + slot];
    }

    static boolean take(byte[] s, int slot, int to) {
        boolean taken = slot(s, slot) == IDLE;
        if (taken) {
            s[SLOTS + slot] = (byte) to;
        }
        return taken;
    }

    static void own(byte[] s, int t, int slot) {
        set(s, t, OWN, slot + 1);
    }

    static int owned(byte[] s, int t) {
        return get(s, t, OWN) - 1;
    }

    static boolean closed(int word) {
        return (word & CLOSED_BIT) != 0;
    }

    static int queued(int word) {
        return word / ONE_QUEUED;
    }

    static int word(byte[] s) {
        return (s[CLOSED] != 0 ? CLOSED_BIT : 0)
                | (s[SURPLUS] > 0 ? SURPLUS_BIT : 0)
                | (s[CALLED] != NONE ? CALLED_BIT : 0)
                | s[LENGTH] * ONE_QUEUED;
    }

    static void publish(byte[] s) {
        s[WORD] = (byte) word(s);
    }

    static void append(byte[] s, int waiter) {
        s[QUEUE + s[LENGTH]++] = (byte) (waiter + 1);
    }

    static void remove(byte[] s, int waiter) {
        int kept = 0;
        for (int i = 0; i < QUEUE_ROOM; i++) {
            byte queued = s[QUEUE + i];
            s[QUEUE + i] = 0;
            if (queued != waiter + 1) {
                s[QUEUE + kept] = queued;
                kept += queued == 0 ? 0 : 1;
            }
        }
        s[LENGTH] = (byte) kept;
    }

    static int inState(byte[] s, int state, int slots) {
        int count = 0;
        for (int slot = 0; slot < slots; slot++) {
            count += slot(s, slot) == state ? 1 : 0;
        }
        return count;
    }
}
