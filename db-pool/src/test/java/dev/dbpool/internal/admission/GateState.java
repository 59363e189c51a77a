package dev.dbpool.internal.admission;

/** A state of the {@link GateModel}, as bytes, and how they are read and set. */
abstract class GateState {
    static final int TAKEN = 1;
    static final int FETCHING = 1 << 2;
    static final int QUEUED = 1 << 4;
    static final int CLOSED = 1 << 6;
    static final int RESIZED = 1 << 7;
    static final int COUNTS = CLOSED - 1;

    static final int WAITING = 0;
    static final int GRANTED = 1;
    static final int SENT_AWAY = 2;
    static final int GONE = 3;

    static final int NOBODY = 15;

    /** Where a thread is in the protocol. */
    enum At {
        ENTER_READ,
        ENTER_TAKE(true),
        ENTER_TAKE_LAST(true),
        ENTER_SET(true),
        ENTER_TAKE_ANY,
        QUEUE_LOCK,
        QUEUE_READ,
        QUEUE_SET_TAKEN(true),
        QUEUE_TAKE_ANY(true),
        QUEUE_SET_QUEUED(true),
        DISPLACE_UNPARK,
        AWAIT,
        PARK,
        LEAVE_LOCK,
        LEAVE_STATE,
        LEAVE_WORD,
        LEFT,
        ADMITTED,
        FETCHING,
        RETURN_READ,
        RETURN_PARK,
        RETURN_RECHECK,
        RETURN_RETRACT,
        RECALL_READ,
        RECALL,
        GIVE_READ,
        GIVE_SET(true),
        GIVE_LOCK,
        GIVE_LOOK,
        GIVE_WORD,
        GIVE_GRANT,
        GIVE_UNPARK,
        SIGNAL,
        CLOSE_LOCK,
        CLOSE_POLL,
        CLOSE_WORD,
        CLOSE_UNPARK,
        DRAIN_LOCK,
        DRAIN_LOOK,
        DRAIN_WAIT,
        RESIZE_LOCK,
        RESIZE_READ,
        RESIZE_SET(true),
        RESIZE_GRANT,
        RESIZE_UNPARK,
        RESIZE_CHECK,
        DONE;

        static final At[] ALL = values();

        final boolean comparesWithSeen;

        At() {
            this(false);
        }

        At(boolean comparesWithSeen) {
            this.comparesWithSeen = comparesWithSeen;
        }
    }

    // The layout of a state. Shared: the word, the lock's owner, the queue, the slots, whether the clock runs. Then a
    // block for each thread.
    static final int WORD = 0;
    static final int OWNER = 1;
    static final int QUEUE_LENGTH = 2;
    static final int QUEUE = 3;
    static final int QUEUE_ROOM = 3;
    static final int SLOTS = QUEUE + QUEUE_ROOM;
    static final int SLOT_ROOM = 2;
    static final int CLOCK = SLOTS + SLOT_ROOM;
    static final int BLOCKS = CLOCK + 1;
    static final int PC = 0;
    static final int SEEN = 1;
    static final int STATE = 2;
    static final int UNPARKED = 3;
    static final int EVENTS = 4;
    static final int HOLDS = 5;
    static final int SUBJECT = 6;
    static final int NEXT_SLOT = 7;
    static final int TELLS = 8;
    static final int BLOCK = 9;

    /** Whether a thread tells the clock with its next step, and if only in case the word says that all are in use. */
    static final int AT_ONCE = 1;

    static final int IF_EXHAUSTED = 2;

    /** The same when it has given back what it holds. */
    static final int LATER = 3;

    static final int LATER_IF_EXHAUSTED = 4;

    /** What a thread holds. */
    static final int A_PERMIT_TO_FETCH = 1;

    static final int A_PERMIT = 2;

    static final int INTERRUPTED = 1;
    static final int TIMED_OUT = 2;
    static final int WAS_INTERRUPTED = 4;
    static final int LEAVES_BECAUSE_INTERRUPTED = 8;
    static final int RECALLING = 16;
    static final int ENDS = 32;
    static final int LOST_PATIENCE = 64;
    static final int GRANT_SEEN = 128;

    static boolean takeFrom(byte[] s, int slot) {
        boolean parked = s[SLOTS + slot] == 1;
        s[SLOTS + slot] = 0;
        return parked;
    }

    static int given(byte[] s, int t) {
        return get(s, t, HOLDS) == A_PERMIT_TO_FETCH ? TAKEN + FETCHING : TAKEN;
    }

    static void released(byte[] s, int t) {
        go(s, t, (get(s, t, EVENTS) & RECALLING) != 0 ? At.RECALL_READ : At.DONE);
    }

    static void seesGrant(byte[] s, int t) {
        set(s, t, EVENTS, get(s, t, EVENTS) | GRANT_SEEN);
    }

    static void unlock(byte[] s) {
        s[OWNER] = NOBODY;
    }

    static void leaveQueue(byte[] s, int waiter) {
        int length = s[QUEUE_LENGTH];
        int kept = 0;
        for (int i = 0; i < length; i++) {
            byte queued = s[QUEUE + i];
            if (queued != waiter) {
                s[QUEUE + kept++] = queued;
            }
        }
        for (int i = kept; i < length; i++) {
            s[QUEUE + i] = 0;
        }
        s[QUEUE_LENGTH] = (byte) kept;
    }

    static int parked(byte[] s) {
        return s[SLOTS] + s[SLOTS + 1];
    }

    static int taken(int word) {
        return word & 3;
    }

    static int fetching(int word) {
        return word >> 2 & 3;
    }

    static int queued(int word) {
        return word >> 4 & 3;
    }

    static int closed(int word) {
        return word >> 6 & 1;
    }

    static At at(byte[] s, int t) {
        return At.ALL[get(s, t, PC)];
    }

    static void go(byte[] s, int t, At next) {
        set(s, t, PC, next.ordinal());
    }

    static int get(byte[] s, int t, int field) {
        return s[BLOCKS + t * BLOCK + field];
    }

    static void set(byte[] s, int t, int field, int value) {
        s[BLOCKS + t * BLOCK + field] = (byte) value;
    }
}
