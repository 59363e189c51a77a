package dev.dbpool.internal.admission;

import dev.dbpool.testkit.StateSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The protocol of {@link Gate} as a machine with explicit states, every interleaving of which is visited.
 *
 * <p>A step is one access to what threads share without a lock: a read or compare-and-set of a slot's word, a read or write
 * of the queue's word, a write of a waiter's state or of its call, taking the lock, parking, unparking. A thread that reads
 * a slot and then sets it does both in one step, because the version in the word makes the set fail where the slot has been
 * in another state meanwhile. What the lock guards changes with the step next to it. Whether the queue is young enough to
 * be passed is left open at every reading: both ways are followed, so that nothing here depends on a clock. So are the
 * hint, the moments of time-outs and interrupts, the way in which a hold ends, and, if the setting says so, the order of the
 * line. Not modelled: slots that are tested (their owner does what the owner of a lent one does), why a caller is refused,
 * displaced or preferred, and the exhaustion clock, which has a model of its own.
 */
final class GateModel extends PoolSteps {
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
        visit(first());
        while (!open.isEmpty() && violations.isEmpty()) {
            byte[] state = open.pop();
            check(state);
            boolean stuck = true;
            for (int t = 0; t < threads; t++) {
                stuck &= at(state, t) == At.DONE || !step(state.clone(), t);
                events(state, t);
            }
            if (stuck) {
                atTheEnd(state);
            }
        }
        return new Result(known.size(), ends, List.copyOf(violations));
    }

    private byte[] first() {
        byte[] s = new byte[THREADS + threads * BLOCK];
        s[MAX] = (byte) setting.max();
        s[OPENABLE] = (byte) (setting.max() - setting.open());
        for (int slot = 0; slot < slots; slot++) {
            s[SLOTS + slot] = (byte) (slot < setting.open() ? IDLE : slot < setting.max() ? EMPTY : GONE);
        }
        for (int t = 0; t < threads; t++) {
            go(s, t, start(t));
        }
        return s;
    }

    @Override
    void visit(byte[] state) {
        byte[] reached = state.clone();
        for (int t = 0; t < threads; t++) {
            forget(reached, t);
        }
        if (known.add(reached)) {
            open.push(reached);
        }
    }

    /** What no thread will read any more would only make equal states look different. */
    private void forget(byte[] s, int t) {
        At at = at(s, t);
        if (s[LOCK] != t + 1 && at != At.UNPARK) {
            for (int field : new int[] {SUBJECT, OUTCOME, PASSES_CALL, THEN, AFTER}) {
                set(s, t, field, 0);
            }
        }
        if (isCaller(t) && !isWaiter(s, t) && at != At.WAIT) {
            for (int field : new int[] {STATE, IS_CALLED, UNPARKED}) {
                set(s, t, field, 0);
            }
        }
        if (at == At.HOLD || at == At.DONE) {
            set(s, t, AT_SLOT, 0);
            set(s, t, EVENTS, 0);
        }
    }

    /** Whether the thread is in the line, or between that and hearing how it ended. */
    private boolean isWaiter(byte[] s, int t) {
        return switch (at(s, t)) {
            case JOIN_PUBLISH, JOIN_SCAN, WAIT, WAIT_CALLED, PARK, LEAVE, LOOK, LOOK_PUBLISH, LOOK_SCAN, LOOK_DONE ->
                true;
            case DEPART, DEPART_PUBLISH, ANY_IDLE, CALL_FIRST, CALL_PUBLISH, UNLOCK, UNPARK ->
                saved(s, t, AFTER) == At.WAIT
                        || saved(s, t, THEN) == At.JOIN_PUBLISH
                        || saved(s, t, THEN) == At.LOOK_DONE;
            default -> false;
        };
    }

    // --- what must be true ---

    private void check(byte[] s) {
        for (int slot = 0; slot < slots; slot++) {
            int owners = owners(s, slot);
            require(owners == (slot(s, slot) <= OPENING ? 1 : 0), "a slot has " + owners + " owners", s);
        }
        if (s[LOCK] == NONE) {
            int inUse = slots - inState(s, GONE, slots);
            int mayOpen = inState(s, EMPTY, slots) + inState(s, OPENING, slots);
            require(s[WORD] == word(s), "the word does not say what is true", s);
            require(inUse - s[SURPLUS] - s[LEAVING] == s[MAX], "a slot is lost or too many", s);
            require(s[OPENABLE] == mayOpen, "a wrong count of slots for which a session may come", s);
            require(s[CLOSED] == 0 || s[LENGTH] == 0, "a caller is queued at a closed gate", s);
            for (int slot = 0; slot < slots; slot++) {
                boolean liesIdle = slot(s, slot) == IDLE && s[LENGTH] > 0 && s[CALLED] == NONE;
                require(!liesIdle || isBeingGiven(s, slot), "a slot lies idle while callers are queued", s);
            }
        }
    }

    /** Its giver has not looked at the queue again, or is about to act on what it saw. */
    private boolean isBeingGiven(byte[] s, int slot) {
        for (int t = 0; t < threads; t++) {
            boolean gives = at(s, t) == At.LOOK_AGAIN || at(s, t) == At.TAKE_BACK || at(s, t) == At.CALL;
            if (gives && get(s, t, AT_SLOT) == slot) {
                return true;
            }
        }
        return false;
    }

    private int owners(byte[] s, int slot) {
        int owners = 0;
        for (int t = 0; t < threads; t++) {
            owners += owned(s, t) == slot ? 1 : 0;
            owners += get(s, t, GRANT) == slot + 1 ? 1 : 0;
            owners += get(s, t, TO_CLOSE) >> slot & 1;
        }
        return owners;
    }

    private void atTheEnd(byte[] s) {
        ends++;
        for (int t = 0; t < threads; t++) {
            require(mayRest(t, at(s, t)), "a lost wake-up: thread " + t + " stays at " + at(s, t), s);
        }
        require(s[CLOSED] == 0 || inState(s, IDLE, slots) == 0, "a session stays open in a closed pool", s);
        require(s[SURPLUS] == 0 && s[LEAVING] == 0, "there are still too many", s);
    }

    @Override
    void require(boolean truth, String otherwise, byte[] state) {
        if (!truth) {
            violations.add(otherwise + " " + Arrays.toString(state));
        }
    }

    /** What the world does: a waiter's time is over, or it is interrupted. */
    private void events(byte[] s, int t) {
        At at = at(s, t);
        if (!isCaller(t) || (at != At.WAIT_CALLED && at != At.PARK)) {
            return;
        }
        if ((setting.mayTimeOut() >> t & 1) == 1) {
            visit(s, t, At.LEAVE);
        }
        if ((setting.interruptible() >> t & 1) == 1) {
            byte[] interrupted = s.clone();
            set(interrupted, t, EVENTS, get(s, t, EVENTS) | INTERRUPTED);
            visit(interrupted, t, At.LEAVE);
        }
    }
}
