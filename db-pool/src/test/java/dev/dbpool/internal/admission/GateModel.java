package dev.dbpool.internal.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The protocol of {@link Gate} as a machine with explicit states, every interleaving of which is visited.
 *
 * <p>A step is one access to what threads share: a read or compare-and-set of the word, taking from a slot or filling it,
 * a write of a waiter's state, taking the lock, parking, unparking. (A slot is read and then set if it is as it was read;
 * where that fails it has been in the other state meanwhile, so that both are one step.) The queue is touched only under the lock, so its changes go with the step next
 * to them. Time-outs and interrupts come at any moment at which they may. Each caller makes one acquisition, which ends
 * with a connection that is returned, or without one, at once or after fetching: all ways are followed. A closer may close the gate at any moment
 * and then waits until it is drained; a resizer may change the number of permits at any moment, which is then the upper
 * bit of the word. What a discipline decides is left open: in any order, whether a caller that has lost patience may
 * wait on, and whom a newcomer displaces, every decision is followed.
 */
final class GateModel {
    /** What may be broken on purpose, to see the check notice. */
    enum Flaw {
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
        PARKED_TAKEN_PAST_THE_QUEUED;

        /** Whether it has to do with parked permits, which need one to spare. */
        boolean parks() {
            return compareTo(PARKS_WITHOUT_RECHECK) >= 0;
        }
    }

    /**
     * Bit i of {@code mayTimeOut}, {@code interruptible} and {@code mayLosePatience} stands for caller i.
     *
     * @param resizedTo 0 if the number of permits stays as it is
     * @param slots in which permits are parked, 1 or 2; with one all callers meet there
     */
    record Setting(
            int callers,
            int max,
            int maxQueued,
            int mayTimeOut,
            int interruptible,
            boolean closes,
            int resizedTo,
            int mayLosePatience,
            boolean displaces,
            int slots,
            Flaw flaw) {
        Setting(int callers, int max, int maxQueued, int mayTimeOut, int interruptible, boolean closes, Flaw flaw) {
            this(callers, max, maxQueued, mayTimeOut, interruptible, closes, 0, 0, false, 2, flaw);
        }

        Setting resizedTo(int permits) {
            return new Setting(
                    callers,
                    max,
                    maxQueued,
                    mayTimeOut,
                    interruptible,
                    closes,
                    permits,
                    mayLosePatience,
                    displaces,
                    slots,
                    flaw);
        }

        /** In any order, with callers that lose patience, and newcomers that displace others if so told. */
        Setting shedding(int whoLosesPatience, boolean displacing) {
            return new Setting(
                    callers,
                    max,
                    maxQueued,
                    mayTimeOut,
                    interruptible,
                    closes,
                    resizedTo,
                    whoLosesPatience,
                    displacing,
                    slots,
                    flaw);
        }

        Setting withOneSlot() {
            return new Setting(
                    callers,
                    max,
                    maxQueued,
                    mayTimeOut,
                    interruptible,
                    closes,
                    resizedTo,
                    mayLosePatience,
                    displaces,
                    1,
                    flaw);
        }

        boolean anyOrder() {
            return mayLosePatience != 0 || displaces;
        }
    }

    record Result(int states, int ends, List<String> violations) {}

    private static final int TAKEN = 1;
    private static final int FETCHING = 1 << 2;
    private static final int QUEUED = 1 << 4;
    private static final int CLOSED = 1 << 6;
    private static final int RESIZED = 1 << 7;
    private static final int COUNTS = CLOSED - 1;

    private static final int WAITING = 0;
    private static final int GRANTED = 1;
    private static final int SENT_AWAY = 2;
    private static final int GONE = 3;

    private static final int NOBODY = 15;

    private enum At {
        ENTER_READ,
        ENTER_TAKE(true),
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

    // The layout of a state. Shared: the word, the lock's owner, the queue, the slots. Then a block for each thread.
    private static final int WORD = 0;
    private static final int OWNER = 1;
    private static final int QUEUE_LENGTH = 2;
    private static final int QUEUE = 3;
    private static final int QUEUE_ROOM = 3;
    private static final int SLOTS = QUEUE + QUEUE_ROOM;
    private static final int SLOT_ROOM = 2;
    private static final int BLOCKS = SLOTS + SLOT_ROOM;
    private static final int PC = 0;
    private static final int SEEN = 1;
    private static final int STATE = 2;
    private static final int UNPARKED = 3;
    private static final int EVENTS = 4;
    private static final int HOLDS = 5;
    private static final int SUBJECT = 6;
    private static final int NEXT_SLOT = 7;
    private static final int BLOCK = 8;

    /** What a thread holds. */
    private static final int A_PERMIT_TO_FETCH = 1;

    private static final int A_PERMIT = 2;

    private static final int INTERRUPTED = 1;
    private static final int TIMED_OUT = 2;
    private static final int WAS_INTERRUPTED = 4;
    private static final int LEAVES_BECAUSE_INTERRUPTED = 8;
    private static final int RECALLING = 16;
    private static final int ENDS = 32;
    private static final int LOST_PATIENCE = 64;
    private static final int GRANT_SEEN = 128;

    private final Setting setting;
    private final int threads;
    private final StateSet known = new StateSet();
    private final Deque<byte[]> open = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private int ends;

    private GateModel(Setting setting) {
        this.setting = setting;
        this.threads = setting.callers() + (setting.closes() ? 1 : 0) + (setting.resizedTo() > 0 ? 1 : 0);
    }

    static Result explore(Setting setting) {
        return new GateModel(setting).run();
    }

    private Result run() {
        byte[] first = new byte[BLOCKS + threads * BLOCK];
        first[OWNER] = NOBODY;
        for (int t = 0; t < threads; t++) {
            At start = isCaller(t) ? At.ENTER_READ : isResizer(t) ? At.RESIZE_LOCK : At.CLOSE_LOCK;
            set(first, t, PC, start.ordinal());
        }
        visit(first);
        while (!open.isEmpty() && violations.isEmpty()) {
            byte[] state = open.pop();
            check(state);
            int before = open.size();
            boolean stuck = true;
            for (int t = 0; t < threads; t++) {
                stuck &= !step(state, t);
                events(state, t);
            }
            if (stuck && open.size() == before) {
                atTheEnd(state);
            }
        }
        return new Result(known.size(), ends, List.copyOf(violations));
    }

    private void visit(byte[] state) {
        for (int t = 0; t < threads; t++) {
            forget(state, t);
        }
        if (known.add(state)) {
            open.push(state);
        }
    }

    /** What nobody will read any more would only make equal states look different. */
    private void forget(byte[] s, int t) {
        At at = at(s, t);
        if (!at.comparesWithSeen) {
            set(s, t, SEEN, 0);
        }
        if (isCaller(t) && at.compareTo(At.ADMITTED) >= 0 && (get(s, t, EVENTS) & RECALLING) == 0) {
            set(s, t, STATE, 0);
            set(s, t, UNPARKED, 0);
            set(s, t, EVENTS, get(s, t, EVENTS) & ENDS);
        }
    }

    // --- what must be true ---

    private void check(byte[] s) {
        int word = s[WORD];
        int holders = 0;
        int fetching = 0;
        int underWay = 0;
        for (int t = 0; t < threads; t++) {
            holders += get(s, t, HOLDS) > 0 ? 1 : 0;
            fetching += get(s, t, HOLDS) == A_PERMIT_TO_FETCH ? 1 : 0;
            boolean granted = get(s, t, STATE) == GRANTED && (get(s, t, EVENTS) & GRANT_SEEN) == 0;
            underWay += granted ? 1 : 0;
            underWay += at(s, t) == At.GIVE_GRANT || at(s, t) == At.RESIZE_GRANT ? 1 : 0;
        }
        int most = Math.max(setting.max(), setting.resizedTo());
        require(holders <= most && taken(word) <= most, "more permits than there are", s);
        require(taken(word) == holders + underWay + parked(s), "a permit is lost or doubled", s);
        require(fetching(word) == fetching, "a wrong count of those that fetch", s);
        require(queued(word) == 0 || taken(word) >= max(word), "a free permit while callers are queued", s);
        for (int slot = 0; slot < setting.slots(); slot++) {
            boolean forgotten = s[SLOTS + slot] == 1 && queued(word) > 0 && !isAboutToBeTaken(s, slot);
            require(!forgotten, "a parked permit while callers are queued, and nobody looks for it", s);
        }
        if (s[OWNER] == NOBODY) {
            require(queued(word) == s[QUEUE_LENGTH], "queued is not the queue's length", s);
            require(closed(word) == 0 || queued(word) == 0, "queued at a closed gate", s);
        }
    }

    private boolean isAboutToBeTaken(byte[] s, int slot) {
        for (int t = 0; t < threads; t++) {
            At at = at(s, t);
            boolean parkedIt = (at == At.RETURN_RECHECK || at == At.RETURN_RETRACT) && slotOf(t) == slot;
            boolean recalling = (get(s, t, EVENTS) & RECALLING) != 0;
            if (parkedIt || (recalling && (at != At.RECALL || get(s, t, NEXT_SLOT) <= slot))) {
                return true;
            }
        }
        return false;
    }

    private void atTheEnd(byte[] s) {
        ends++;
        for (int t = 0; t < threads; t++) {
            require(at(s, t) == At.DONE, "a lost wake-up: thread " + t + " stays at " + at(s, t), s);
        }
        require((s[WORD] & COUNTS) == parked(s), "a permit or a place in the queue is lost", s);
        require(parked(s) <= (closed(s[WORD]) == 1 ? 0 : max(s[WORD])), "more is parked than there may be", s);
    }

    private void require(boolean truth, String otherwise, byte[] state) {
        if (!truth) {
            violations.add(otherwise + " " + Arrays.toString(state));
        }
    }

    // --- what the world does ---

    private void events(byte[] s, int t) {
        At at = at(s, t);
        if (!isCaller(t) || at == At.DONE || at.compareTo(At.LEFT) >= 0) {
            return;
        }
        int events = get(s, t, EVENTS);
        if ((setting.mayTimeOut() >> t & 1) == 1 && (events & TIMED_OUT) == 0) {
            byte[] next = s.clone();
            set(next, t, EVENTS, events | TIMED_OUT);
            visit(next);
        }
        if ((setting.interruptible() >> t & 1) == 1 && (events & WAS_INTERRUPTED) == 0) {
            byte[] next = s.clone();
            set(next, t, EVENTS, events | WAS_INTERRUPTED | INTERRUPTED);
            visit(next);
        }
        if ((setting.mayLosePatience() >> t & 1) == 1 && (events & LOST_PATIENCE) == 0 && at == At.PARK) {
            byte[] next = s.clone();
            set(next, t, EVENTS, events | LOST_PATIENCE);
            visit(next);
        }
    }

    // --- what a thread does; false if it can do nothing now ---

    private boolean step(byte[] from, int t) {
        byte[] s = from.clone();
        int word = s[WORD];
        int seen = get(s, t, SEEN);
        switch (at(s, t)) {
            case ENTER_READ -> {
                set(s, t, SEEN, word);
                boolean passes = setting.flaw() == Flaw.PARKED_TAKEN_PAST_THE_QUEUED && closed(word) == 0;
                if (mayPass(word) || passes) {
                    go(s, t, At.ENTER_TAKE);
                } else if (closed(word) == 1) {
                    go(s, t, At.DONE);
                } else {
                    go(s, t, mayTakeParked(word) ? At.ENTER_TAKE_ANY : At.QUEUE_LOCK);
                }
            }
            case ENTER_TAKE -> {
                boolean queuedWhenRead = queued(seen) > 0;
                if (takeFrom(s, slotOf(t))) {
                    require(!queuedWhenRead, "a newcomer takes what the queued wait for", s);
                    admitted(s, t);
                } else {
                    go(s, t, mayPass(seen) ? At.ENTER_SET : At.QUEUE_LOCK);
                }
            }
            case ENTER_SET -> {
                boolean stale = setting.flaw() == Flaw.STALE_MAX && ((word ^ seen) & ~RESIZED & 0xff) == 0;
                if (word == seen || stale) {
                    require(s[QUEUE_LENGTH] == 0 || s[OWNER] != NOBODY, "a newcomer passes the queued", s);
                    require(taken(word) < max(word), "a permit is taken that is not there", s);
                    s[WORD] += TAKEN;
                    admitted(s, t);
                } else {
                    go(s, t, At.ENTER_READ);
                }
            }
            case ENTER_TAKE_ANY -> {
                int slot = get(s, t, NEXT_SLOT);
                set(s, t, NEXT_SLOT, 0);
                if (takeFrom(s, slot)) {
                    admitted(s, t);
                } else if (slot + 1 < setting.slots()) {
                    set(s, t, NEXT_SLOT, slot + 1);
                } else {
                    go(s, t, At.QUEUE_LOCK);
                }
            }
            case QUEUE_LOCK -> {
                return locked(s, t, At.QUEUE_READ);
            }
            case QUEUE_READ -> {
                set(s, t, SEEN, word);
                if (closed(word) == 1) {
                    unlock(s);
                    go(s, t, At.DONE);
                } else if (mayPass(word)) {
                    go(s, t, At.QUEUE_SET_TAKEN);
                } else {
                    goOn(s, t, mayTakeParked(word));
                }
            }
            case QUEUE_SET_TAKEN -> {
                if (word == seen) {
                    s[WORD] += TAKEN;
                    unlock(s);
                    admitted(s, t);
                } else {
                    go(s, t, At.QUEUE_READ);
                }
            }
            case QUEUE_TAKE_ANY -> {
                int slot = get(s, t, NEXT_SLOT);
                if (takeFrom(s, slot)) {
                    set(s, t, NEXT_SLOT, 0);
                    unlock(s);
                    admitted(s, t);
                } else {
                    set(s, t, NEXT_SLOT, (slot + 1) % setting.slots());
                    goOn(s, t, slot + 1 < setting.slots());
                }
            }
            case QUEUE_SET_QUEUED -> {
                if (word == seen) {
                    s[WORD] += QUEUED;
                    s[QUEUE + s[QUEUE_LENGTH]++] = (byte) t;
                    unlock(s);
                    if (queued(seen) == 0 && setting.flaw() != Flaw.QUEUES_WITHOUT_RECALL) {
                        recalls(s, t);
                    } else {
                        go(s, t, At.AWAIT);
                    }
                } else {
                    go(s, t, At.QUEUE_READ);
                }
            }
            case DISPLACE_UNPARK -> {
                int displaced = get(s, t, SUBJECT);
                set(s, displaced, UNPARKED, setting.flaw() == Flaw.DISPLACED_NOT_WOKEN ? 0 : 1);
                set(s, t, SUBJECT, 0);
                go(s, t, At.AWAIT);
            }
            case AWAIT -> {
                switch (get(s, t, STATE)) {
                    case GRANTED -> {
                        seesGrant(s, t);
                        admitted(s, t);
                    }
                    case SENT_AWAY -> go(s, t, At.DONE);
                    default -> asksItself(s, t);
                }
            }
            case PARK -> {
                int reasons = INTERRUPTED | TIMED_OUT | LOST_PATIENCE;
                if (get(s, t, UNPARKED) == 0 && (get(s, t, EVENTS) & reasons) == 0) {
                    return false;
                }
                set(s, t, UNPARKED, 0);
                go(s, t, At.AWAIT);
            }
            case LEAVE_LOCK -> {
                return locked(s, t, At.LEAVE_STATE);
            }
            case LEAVE_STATE -> {
                int events = get(s, t, EVENTS);
                boolean patience = (events & (LEAVES_BECAUSE_INTERRUPTED | TIMED_OUT | LOST_PATIENCE)) == LOST_PATIENCE;
                if (patience && get(s, t, STATE) == WAITING) {
                    byte[] waitsOn = s.clone();
                    set(waitsOn, t, EVENTS, events & ~LOST_PATIENCE);
                    unlock(waitsOn);
                    go(waitsOn, t, At.AWAIT);
                    visit(waitsOn);
                }
                boolean late = patience
                        ? setting.flaw() == Flaw.LOST_PATIENCE_LOSES_GRANT
                        : setting.flaw() == Flaw.LATE_GRANT_LOST;
                if (get(s, t, STATE) == WAITING || late) {
                    leaveQueue(s, t);
                    set(s, t, STATE, GONE);
                    go(s, t, At.LEAVE_WORD);
                } else {
                    unlock(s);
                    go(s, t, At.LEFT);
                }
            }
            case LEAVE_WORD -> {
                s[WORD] -= (byte) (setting.flaw() == Flaw.LOST_QUEUED_DECREMENT || queued(word) == 0 ? 0 : QUEUED);
                unlock(s);
                go(s, t, At.DONE);
            }
            case LEFT -> {
                boolean granted = get(s, t, STATE) == GRANTED;
                if ((get(s, t, EVENTS) & LEAVES_BECAUSE_INTERRUPTED) == 0) {
                    go(s, t, At.AWAIT);
                } else if (granted && setting.flaw() != Flaw.INTERRUPTED_KEEPS_PERMIT) {
                    seesGrant(s, t);
                    set(s, t, HOLDS, A_PERMIT);
                    go(s, t, At.GIVE_READ);
                } else {
                    go(s, t, At.DONE);
                }
            }
            case ADMITTED -> {
                visitAt(s, t, At.GIVE_READ);
                byte[] fetches = s.clone();
                fetches[WORD] += FETCHING;
                set(fetches, t, HOLDS, A_PERMIT_TO_FETCH);
                visitAt(fetches, t, At.FETCHING);
                go(s, t, mayPass(word) ? At.RETURN_PARK : At.GIVE_READ);
            }
            case FETCHING -> {
                visitAt(s, t, At.GIVE_READ);
                s[WORD] -= FETCHING;
                set(s, t, HOLDS, A_PERMIT);
                go(s, t, At.RETURN_READ);
            }
            case RETURN_READ -> go(s, t, mayPass(word) ? At.RETURN_PARK : At.GIVE_READ);
            case RETURN_PARK -> {
                if (s[SLOTS + slotOf(t)] == 0) {
                    s[SLOTS + slotOf(t)] = 1;
                    set(s, t, HOLDS, 0);
                    go(s, t, setting.flaw() == Flaw.PARKS_WITHOUT_RECHECK ? At.DONE : At.RETURN_RECHECK);
                } else {
                    go(s, t, At.GIVE_READ);
                }
            }
            case RETURN_RECHECK -> go(s, t, mayPass(word) ? At.DONE : At.RETURN_RETRACT);
            case RETURN_RETRACT -> {
                if (takeFrom(s, slotOf(t)) || setting.flaw() == Flaw.PARKED_TAKEN_TWICE) {
                    set(s, t, HOLDS, A_PERMIT);
                    go(s, t, At.GIVE_READ);
                } else {
                    go(s, t, At.DONE);
                }
            }
            case RECALL -> {
                int slot = get(s, t, NEXT_SLOT);
                set(s, t, NEXT_SLOT, 0);
                if (takeFrom(s, slot)) {
                    set(s, t, HOLDS, A_PERMIT);
                    go(s, t, At.GIVE_READ);
                } else if (slot + 1 < setting.slots()) {
                    set(s, t, NEXT_SLOT, slot + 1);
                } else {
                    set(s, t, EVENTS, get(s, t, EVENTS) & ~RECALLING);
                    go(s, t, isCaller(t) ? At.AWAIT : isResizer(t) ? At.DONE : At.DRAIN_LOCK);
                }
            }
            case GIVE_READ -> {
                set(s, t, SEEN, word);
                go(s, t, queued(word) == 0 ? At.GIVE_SET : At.GIVE_LOCK);
            }
            case GIVE_SET -> {
                if (word == seen || setting.flaw() == Flaw.RELEASE_WITHOUT_RECHECK) {
                    s[WORD] -= (byte) given(s, t);
                    set(s, t, HOLDS, 0);
                    afterRelease(s, t);
                } else {
                    go(s, t, At.GIVE_READ);
                }
            }
            case GIVE_LOCK -> {
                return locked(s, t, At.GIVE_LOOK);
            }
            case GIVE_LOOK -> {
                boolean ends = taken(word) > max(word) && setting.flaw() != Flaw.SHRINK_HANDS_OVER;
                set(s, t, EVENTS, get(s, t, EVENTS) & ~ENDS | (ends ? ENDS : 0));
                go(s, t, At.GIVE_WORD);
            }
            case GIVE_WORD -> giveUnderLock(s, t);
            case GIVE_GRANT -> {
                set(s, get(s, t, SUBJECT), STATE, GRANTED);
                unlock(s);
                go(s, t, At.GIVE_UNPARK);
            }
            case GIVE_UNPARK -> {
                set(s, get(s, t, SUBJECT), UNPARKED, setting.flaw() == Flaw.NO_UNPARK ? 0 : 1);
                set(s, t, SUBJECT, 0);
                afterRelease(s, t);
            }
            case SIGNAL -> {
                if (s[OWNER] != NOBODY) {
                    return false;
                }
                for (int d = setting.callers(); d < threads; d++) {
                    if (at(s, d) == At.DRAIN_WAIT && setting.flaw() != Flaw.NO_DRAIN_SIGNAL) {
                        go(s, d, At.DRAIN_LOCK);
                    }
                }
                released(s, t);
            }
            case CLOSE_LOCK -> {
                return locked(s, t, At.CLOSE_POLL);
            }
            case CLOSE_POLL -> {
                if (s[QUEUE_LENGTH] > 0) {
                    int waiter = s[QUEUE];
                    leaveQueue(s, waiter);
                    set(s, waiter, STATE, SENT_AWAY);
                    set(s, t, SUBJECT, get(s, t, SUBJECT) | 1 << waiter);
                } else {
                    go(s, t, At.CLOSE_WORD);
                }
            }
            case CLOSE_WORD -> {
                s[WORD] = (byte) ((word - Integer.bitCount(get(s, t, SUBJECT)) * QUEUED) | CLOSED);
                unlock(s);
                go(s, t, At.CLOSE_UNPARK);
            }
            case CLOSE_UNPARK -> {
                int left = get(s, t, SUBJECT);
                if (left == 0) {
                    if (setting.flaw() == Flaw.CLOSES_WITHOUT_RECALL) {
                        go(s, t, At.DRAIN_LOCK);
                    } else {
                        recalls(s, t);
                    }
                } else {
                    set(s, Integer.numberOfTrailingZeros(left), UNPARKED, 1);
                    set(s, t, SUBJECT, left & (left - 1));
                }
            }
            case DRAIN_LOCK -> {
                return locked(s, t, At.DRAIN_LOOK);
            }
            case DRAIN_LOOK -> {
                // To wait on the condition and to free the lock is one step of the lock's.
                unlock(s);
                go(s, t, taken(word) > 0 ? At.DRAIN_WAIT : At.DONE);
            }
            case RESIZE_LOCK -> {
                return locked(s, t, At.RESIZE_READ);
            }
            case RESIZE_READ -> {
                set(s, t, SEEN, word);
                if (closed(word) == 1) {
                    unlock(s);
                    go(s, t, At.DONE);
                } else {
                    go(s, t, At.RESIZE_SET);
                }
            }
            case RESIZE_SET -> resizeUnderLock(s, t, word, seen);
            case RESIZE_GRANT -> {
                int granted = get(s, t, SUBJECT);
                leaveQueue(s, granted);
                set(s, granted, STATE, GRANTED);
                unlock(s);
                go(s, t, At.RESIZE_UNPARK);
            }
            case RESIZE_UNPARK -> {
                set(s, get(s, t, SUBJECT), UNPARKED, setting.flaw() == Flaw.GROWTH_WAKES_NOBODY ? 0 : 1);
                set(s, t, SUBJECT, 0);
                go(s, t, At.RESIZE_CHECK);
            }
            case RESIZE_CHECK -> {
                if (taken(word) > max(word) && setting.flaw() != Flaw.SHRINKS_WITHOUT_RECALL) {
                    recalls(s, t);
                } else {
                    go(s, t, At.DONE);
                }
            }
            case DRAIN_WAIT, DONE -> {
                return false;
            }
        }
        visit(s);
        return true;
    }

    /** Whether it was interrupted or may not wait on: nobody else sees what it finds. */
    private static void asksItself(byte[] s, int t) {
        int events = get(s, t, EVENTS);
        if ((events & INTERRUPTED) != 0) {
            set(s, t, EVENTS, (events & ~INTERRUPTED) | LEAVES_BECAUSE_INTERRUPTED);
            go(s, t, At.LEAVE_LOCK);
        } else {
            go(s, t, (events & (TIMED_OUT | LOST_PATIENCE)) != 0 ? At.LEAVE_LOCK : At.PARK);
        }
    }

    private void visitAt(byte[] s, int t, At next) {
        byte[] other = s.clone();
        go(other, t, next);
        visit(other);
    }

    private void recalls(byte[] s, int t) {
        set(s, t, EVENTS, get(s, t, EVENTS) | RECALLING);
        go(s, t, At.RECALL);
    }

    /** Under the lock, and nobody may be admitted by the word that was seen. */
    private void goOn(byte[] s, int t, boolean looksForParked) {
        if (looksForParked) {
            go(s, t, At.QUEUE_TAKE_ANY);
        } else if (queued(get(s, t, SEEN)) < setting.maxQueued()) {
            go(s, t, At.QUEUE_SET_QUEUED);
        } else {
            if (setting.displaces()) {
                displaceAny(s, t);
            }
            unlock(s);
            go(s, t, At.DONE);
        }
    }

    private static boolean takeFrom(byte[] s, int slot) {
        boolean parked = s[SLOTS + slot] == 1;
        s[SLOTS + slot] = 0;
        return parked;
    }

    private static int given(byte[] s, int t) {
        return get(s, t, HOLDS) == A_PERMIT_TO_FETCH ? TAKEN + FETCHING : TAKEN;
    }

    private void giveUnderLock(byte[] s, int t) {
        boolean frees = setting.flaw() == Flaw.NO_HAND_OVER || setting.flaw() == Flaw.BARGING;
        boolean ends = (get(s, t, EVENTS) & ENDS) != 0;
        set(s, t, EVENTS, get(s, t, EVENTS) & ~ENDS);
        if (s[QUEUE_LENGTH] == 0 || frees || ends) {
            s[WORD] -= (byte) given(s, t);
            set(s, t, HOLDS, 0);
            unlock(s);
            if (setting.flaw() == Flaw.BARGING && s[QUEUE_LENGTH] > 0) {
                set(s, s[QUEUE], UNPARKED, 1);
            }
            afterRelease(s, t);
        } else {
            require(taken(s[WORD]) <= max(s[WORD]), "a permit too many passes on", s);
            for (int i = 1; setting.anyOrder() && i < s[QUEUE_LENGTH]; i++) {
                byte[] other = s.clone();
                handOver(other, t, s[QUEUE + i]);
                visit(other);
            }
            handOver(s, t, s[QUEUE]);
        }
    }

    private void handOver(byte[] s, int t, int next) {
        leaveQueue(s, next);
        s[WORD] -= (byte) (given(s, t) - TAKEN + QUEUED);
        set(s, t, HOLDS, 0);
        set(s, t, SUBJECT, next);
        go(s, t, At.GIVE_GRANT);
    }

    private void displaceAny(byte[] from, int t) {
        for (int i = 0; i < from[QUEUE_LENGTH]; i++) {
            byte[] s = from.clone();
            int displaced = s[QUEUE + i];
            s[QUEUE + s[QUEUE_LENGTH]++] = (byte) t;
            leaveQueue(s, displaced);
            set(s, displaced, STATE, SENT_AWAY);
            set(s, t, SUBJECT, displaced);
            unlock(s);
            go(s, t, At.DISPLACE_UNPARK);
            visit(s);
        }
    }

    private void resizeUnderLock(byte[] s, int t, int word, int seen) {
        if (word != seen) {
            go(s, t, At.RESIZE_READ);
            return;
        }
        int added = Math.min(queued(word), Math.max(0, setting.resizedTo() - taken(word)));
        int granted = setting.flaw() == Flaw.GROWTH_GRANTS_NOBODY ? 0 : added;
        s[WORD] = (byte) ((word | RESIZED) + granted * (TAKEN - QUEUED));
        if (granted == 0) {
            unlock(s);
            go(s, t, At.RESIZE_CHECK);
            return;
        }
        // One at the most: the sizes that are tried are 1 and 2.
        for (int i = 1; setting.anyOrder() && i < s[QUEUE_LENGTH]; i++) {
            byte[] other = s.clone();
            set(other, t, SUBJECT, s[QUEUE + i]);
            go(other, t, At.RESIZE_GRANT);
            visit(other);
        }
        set(s, t, SUBJECT, s[QUEUE]);
        go(s, t, At.RESIZE_GRANT);
    }

    private void afterRelease(byte[] s, int t) {
        if (closed(s[WORD]) == 1 && taken(s[WORD]) == 0) {
            go(s, t, At.SIGNAL);
        } else {
            released(s, t);
        }
    }

    private static void released(byte[] s, int t) {
        go(s, t, (get(s, t, EVENTS) & RECALLING) != 0 ? At.RECALL : At.DONE);
    }

    private static void seesGrant(byte[] s, int t) {
        set(s, t, EVENTS, get(s, t, EVENTS) | GRANT_SEEN);
    }

    private void admitted(byte[] s, int t) {
        set(s, t, HOLDS, A_PERMIT);
        go(s, t, At.ADMITTED);
    }

    private boolean locked(byte[] s, int t, At next) {
        if (s[OWNER] != NOBODY) {
            return false;
        }
        s[OWNER] = (byte) t;
        go(s, t, next);
        visit(s);
        return true;
    }

    private static void unlock(byte[] s) {
        s[OWNER] = NOBODY;
    }

    private static void leaveQueue(byte[] s, int waiter) {
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

    private boolean mayPass(int word) {
        return closed(word) == 0 && (queued(word) == 0 || setting.flaw() == Flaw.BARGING) && taken(word) < max(word);
    }

    private boolean mayTakeParked(int word) {
        return queued(word) == 0 && taken(word) <= max(word);
    }

    private int max(int word) {
        return (word & RESIZED) == 0 ? setting.max() : setting.resizedTo();
    }

    private boolean isResizer(int t) {
        return setting.resizedTo() > 0 && t == threads - 1;
    }

    private boolean isCaller(int t) {
        return t < setting.callers();
    }

    private int slotOf(int t) {
        return t % setting.slots();
    }

    private static int parked(byte[] s) {
        return s[SLOTS] + s[SLOTS + 1];
    }

    private static int taken(int word) {
        return word & 3;
    }

    private static int fetching(int word) {
        return word >> 2 & 3;
    }

    private static int queued(int word) {
        return word >> 4 & 3;
    }

    private static int closed(int word) {
        return word >> 6 & 1;
    }

    private static At at(byte[] s, int t) {
        return At.ALL[get(s, t, PC)];
    }

    private static void go(byte[] s, int t, At next) {
        set(s, t, PC, next.ordinal());
    }

    private static int get(byte[] s, int t, int field) {
        return s[BLOCKS + t * BLOCK + field];
    }

    private static void set(byte[] s, int t, int field, int value) {
        s[BLOCKS + t * BLOCK + field] = (byte) value;
    }
}
