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
 * where that fails it has been in the other state meanwhile, so that both are one step.) The queue is touched only under
 * the lock, so its changes go with the step next to them. Time-outs and interrupts come at any moment at which they may.
 * Each caller makes one acquisition, which ends with a connection that is returned, or without one, at once or after
 * fetching: all ways are followed. A closer may close the gate at any moment and then waits until it is drained; a
 * resizer may change the number of permits at any moment, which is then the upper bit of the word. What a discipline
 * decides is left open: in any order, whether a caller that has lost patience may wait on, and whom a newcomer displaces,
 * every decision is followed. The clock of exhaustion evaluates its condition in one step; {@link
 * ExhaustionClockProtocolTest} takes it apart. Not modelled: the counts that others read, the second slot in which a
 * thread looks, and what follows a caller's first acquisition.
 */
final class GateModel extends GateSteps {
    record Result(int states, int ends, List<String> violations) {}

    private final StateSet known = new StateSet();
    private final Deque<byte[]> open = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private int ends;

    private GateModel(GateSetting setting) {
        super(setting);
    }

    static Result explore(GateSetting setting) {
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

    @Override
    void visit(byte[] state) {
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
        require(!clockIsUpToDate(s) || s[CLOCK] == (exhausted(s) ? 1 : 0), "the clock is wrong", s);
        for (int slot = 0; slot < setting.slots(); slot++) {
            boolean forgotten = s[SLOTS + slot] == 1 && queued(word) > 0 && !isAboutToBeTaken(s, slot);
            require(!forgotten, "a parked permit while callers are queued, and nobody looks for it", s);
        }
        if (s[OWNER] == NOBODY) {
            require(queued(word) == s[QUEUE_LENGTH], "queued is not the queue's length", s);
            require(closed(word) == 0 || queued(word) == 0, "queued at a closed gate", s);
        }
    }

    /** Nobody is about to tell it something, or to take back what it parked and tell then. */
    private boolean clockIsUpToDate(byte[] s) {
        for (int t = 0; t < threads; t++) {
            At at = at(s, t);
            boolean takesBack = at == At.RETURN_RECHECK || at == At.RETURN_RETRACT;
            if (get(s, t, TELLS) != 0 || takesBack || (get(s, t, EVENTS) & RECALLING) != 0) {
                return false;
            }
        }
        return true;
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

    @Override
    void require(boolean truth, String otherwise, byte[] state) {
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
}
