package dev.dbpool.internal.slot;

import dev.dbpool.testkit.StateSet;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Every interleaving of threads that take and give slots and keep the exhaustion clock up to date, as in {@link Slots} and
 * {@link ExhaustionClock}. A step is one access to what threads share: a slot's word, the witness, {@code armed}, the count
 * of unseen changes, the clock's state. Which free slot a thread takes is left open. A thread that resizes takes a free slot
 * out of use and puts it back.
 */
final class ExhaustionModel {
    private static final int FREE = 0;
    private static final int LENT = 1;
    private static final int GONE = 2;

    // Shared: the witness, whether the clock is armed, whether it runs, changes that it has not seen; then the slots.
    private static final int WITNESS = 0;
    private static final int ARMED = 1;
    private static final int RUNS = 2;
    private static final int UNSEEN = 3;
    private static final int SLOTS = 4;

    // Of a thread: where it is; the slot that it looks at; the slot that it has; how often it has given; what it has
    // read of
    // the unseen changes; whether it tells the clock after giving, or after taking.
    private static final int PC = 0;
    private static final int AT_SLOT = 1;
    private static final int OWN = 2;
    private static final int ROUNDS = 3;
    private static final int SEEN = 4;
    private static final int GIVES = 5;
    private static final int BLOCK = 6;

    private enum At {
        TAKE,
        READ_WITNESS,
        CHECK_WITNESS,
        FIND_WITNESS,
        SET_WITNESS,
        READ_ARMED,
        READ_RUNS,
        HOLD,
        GIVE,
        GIVEN,
        REMOVE,
        REVIVE,
        ANNOUNCE,
        READ_UNSEEN,
        ARM,
        LOOK,
        DISARM,
        LOOK_AGAIN,
        RUN,
        STAND,
        SUBTRACT,
        DONE;

        private static final At[] ALL = values();
    }

    /** Ways of breaking it. */
    enum Flaw {
        NONE,
        /** A thread that takes a slot believes that the witness is still free. */
        BELIEVES_THE_WITNESS,
        /** A thread looks for a witness, and takes its slot afterwards. */
        LOOKS_BEFORE_IT_TAKES,
        /** A thread that finds no witness does not tell the clock. */
        TAKES_AND_TELLS_NO_ONE,
        /** A thread reads whether the clock is armed, and gives its slot afterwards. */
        READS_ARMED_BEFORE_IT_GIVES,
        /** A thread that gives its slot does not tell the clock. */
        GIVES_AND_TELLS_NO_ONE,
        /** A thread that takes slots out of use does not tell the clock. */
        RESIZES_AND_TELLS_NO_ONE,
        /** The clock looks at the slots, and arms itself afterwards. */
        ARMS_AFTER_LOOKING,
        /** The clock disarms itself, and does not look again. */
        NO_LOOK_AFTER_DISARMING,
        /** The clock looks at the slots, and reads afterwards how many changes it has seen. */
        LOOKS_BEFORE_IT_COUNTS,
        /** The thread inside the clock leaves without looking whether others have come. */
        LEAVES_THE_OTHERS_BEHIND,
        /** All go in at once. */
        LETS_ALL_IN
    }

    record Result(int states, int quiet, int running, int wrong) {}

    private final int threads;
    private final int slots;
    private final int rounds;
    private final boolean resizes;
    private final Flaw flaw;
    private final StateSet known = new StateSet();
    private final Deque<byte[]> open = new ArrayDeque<>();
    private int quiet;
    private int running;
    private int wrong;

    private ExhaustionModel(int takers, int slots, int rounds, boolean resizes, Flaw flaw) {
        this.threads = takers + (resizes ? 1 : 0);
        this.slots = slots;
        this.rounds = rounds;
        this.resizes = resizes;
        this.flaw = flaw;
    }

    static Result explore(int takers, int slots, int rounds, boolean resizes, Flaw flaw) {
        return new ExhaustionModel(takers, slots, rounds, resizes, flaw).run();
    }

    private Result run() {
        byte[] first = new byte[SLOTS + slots + threads * BLOCK];
        for (int t = 0; t < threads; t++) {
            go(first, t, start(t));
        }
        visit(first);
        while (!open.isEmpty() && wrong == 0) {
            byte[] state = open.pop();
            boolean isQuiet = true;
            for (int t = 0; t < threads; t++) {
                At at = at(state, t);
                isQuiet &= at == start(t) || at == At.HOLD || at == At.REVIVE || at == At.DONE;
                if (at != At.DONE) {
                    step(state.clone(), t);
                }
            }
            if (isQuiet) {
                check(state);
            }
        }
        return new Result(known.size(), quiet, running, wrong);
    }

    private At start(int t) {
        boolean early = flaw == Flaw.LOOKS_BEFORE_IT_TAKES;
        return resizes && t == threads - 1 ? At.REMOVE : early ? At.READ_WITNESS : At.TAKE;
    }

    /** No thread is between a change and the end of telling the clock. */
    private void check(byte[] s) {
        boolean exhausted = true;
        for (int slot = 0; slot < slots; slot++) {
            exhausted &= s[SLOTS + slot] != FREE;
        }
        quiet++;
        running += s[RUNS];
        wrong += s[RUNS] == (exhausted ? 1 : 0) ? 0 : 1;
    }

    private void visit(byte[] s) {
        if (known.add(s)) {
            open.push(s);
        }
    }

    private void step(byte[] s, int t) {
        int slot = get(s, t, AT_SLOT);
        switch (at(s, t)) {
            case TAKE -> {
                for (int free = 0; free < slots; free++) {
                    if (s[SLOTS + free] == FREE) {
                        byte[] taken = s.clone();
                        taken[SLOTS + free] = LENT;
                        set(taken, t, OWN, free);
                        go(taken, t, flaw == Flaw.LOOKS_BEFORE_IT_TAKES ? At.HOLD : At.READ_WITNESS);
                        visit(taken);
                    }
                }
                return;
            }
            case READ_WITNESS -> {
                set(s, t, AT_SLOT, s[WITNESS]);
                if (flaw == Flaw.BELIEVES_THE_WITNESS && s[WITNESS] != get(s, t, OWN)) {
                    taken(s, t);
                } else {
                    go(s, t, At.CHECK_WITNESS);
                }
            }
            case CHECK_WITNESS -> {
                if (s[SLOTS + slot] == FREE) {
                    taken(s, t);
                } else {
                    look(s, t, At.FIND_WITNESS);
                }
            }
            case FIND_WITNESS -> {
                if (s[SLOTS + slot] == FREE) {
                    go(s, t, At.SET_WITNESS);
                } else if (slot > 0) {
                    set(s, t, AT_SLOT, slot - 1);
                } else if (flaw == Flaw.TAKES_AND_TELLS_NO_ONE) {
                    taken(s, t);
                } else {
                    go(s, t, At.READ_ARMED);
                }
            }
            case SET_WITNESS -> {
                s[WITNESS] = (byte) slot;
                taken(s, t);
            }
            case READ_ARMED -> go(s, t, s[ARMED] == 1 ? At.READ_RUNS : At.ANNOUNCE);
            case READ_RUNS -> {
                if (s[RUNS] == 1) {
                    taken(s, t);
                } else {
                    go(s, t, At.ANNOUNCE);
                }
            }
            case HOLD -> {
                set(s, t, GIVES, 1);
                go(s, t, flaw == Flaw.READS_ARMED_BEFORE_IT_GIVES ? At.GIVEN : At.GIVE);
            }
            case GIVE -> {
                s[SLOTS + get(s, t, OWN)] = FREE;
                set(s, t, OWN, 0);
                switch (flaw) {
                    case GIVES_AND_TELLS_NO_ONE -> told(s, t);
                    case READS_ARMED_BEFORE_IT_GIVES -> {
                        go(s, t, At.ANNOUNCE);
                        if (slot == 0) {
                            told(s, t);
                        }
                    }
                    default -> go(s, t, At.GIVEN);
                }
            }
            case GIVEN -> {
                if (flaw == Flaw.READS_ARMED_BEFORE_IT_GIVES) {
                    set(s, t, AT_SLOT, s[ARMED]);
                    go(s, t, At.GIVE);
                } else if (s[ARMED] == 1) {
                    go(s, t, At.ANNOUNCE);
                } else {
                    told(s, t);
                }
            }
            case REMOVE, REVIVE -> {
                boolean removes = at(s, t) == At.REMOVE;
                for (int other = 0; other < slots; other++) {
                    if (s[SLOTS + other] == (removes ? FREE : GONE)) {
                        byte[] resized = s.clone();
                        resized[SLOTS + other] = (byte) (removes ? GONE : FREE);
                        set(resized, t, GIVES, removes ? 0 : 1);
                        go(resized, t, At.ANNOUNCE);
                        if (flaw == Flaw.RESIZES_AND_TELLS_NO_ONE) {
                            told(resized, t);
                        }
                        visit(resized);
                    }
                }
                return;
            }
            case ANNOUNCE -> {
                boolean alone = s[UNSEEN] == 0;
                s[UNSEEN]++;
                if (alone || flaw == Flaw.LETS_ALL_IN) {
                    go(s, t, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.ARM : At.READ_UNSEEN);
                } else {
                    told(s, t);
                }
            }
            case READ_UNSEEN -> {
                set(s, t, SEEN, s[UNSEEN]);
                look(s, t, At.ARM);
                if (flaw == Flaw.ARMS_AFTER_LOOKING) {
                    go(s, t, At.LOOK);
                } else if (flaw == Flaw.LOOKS_BEFORE_IT_COUNTS) {
                    go(s, t, At.SUBTRACT);
                }
            }
            case ARM -> {
                s[ARMED] = 1;
                look(s, t, flaw == Flaw.ARMS_AFTER_LOOKING ? At.RUN : At.LOOK);
            }
            case LOOK -> {
                if (s[SLOTS + slot] == FREE) {
                    go(s, t, At.DISARM);
                } else if (slot > 0) {
                    set(s, t, AT_SLOT, slot - 1);
                } else {
                    go(s, t, flaw == Flaw.ARMS_AFTER_LOOKING ? At.ARM : At.RUN);
                }
            }
            case DISARM -> {
                s[ARMED] = 0;
                look(s, t, flaw == Flaw.NO_LOOK_AFTER_DISARMING ? At.STAND : At.LOOK_AGAIN);
            }
            case LOOK_AGAIN -> {
                if (s[SLOTS + slot] == FREE) {
                    go(s, t, At.STAND);
                } else if (slot > 0) {
                    set(s, t, AT_SLOT, slot - 1);
                } else {
                    look(s, t, flaw == Flaw.ARMS_AFTER_LOOKING ? At.LOOK : At.ARM);
                }
            }
            case RUN, STAND -> {
                s[RUNS] = (byte) (at(s, t) == At.RUN ? 1 : 0);
                go(s, t, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.READ_UNSEEN : At.SUBTRACT);
            }
            case SUBTRACT -> {
                s[UNSEEN] = flaw == Flaw.LEAVES_THE_OTHERS_BEHIND ? 0 : (byte) (s[UNSEEN] - get(s, t, SEEN));
                set(s, t, SEEN, 0);
                if (s[UNSEEN] > 0) {
                    go(s, t, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.ARM : At.READ_UNSEEN);
                } else {
                    told(s, t);
                }
            }
            case DONE -> throw new IllegalStateException("has no steps left");
        }
        visit(s);
    }

    private void look(byte[] s, int t, At at) {
        set(s, t, AT_SLOT, slots - 1);
        go(s, t, at);
    }

    /** Whoever has told the clock goes on with what it has, or without. */
    private void told(byte[] s, int t) {
        if (get(s, t, GIVES) == 0) {
            taken(s, t);
            return;
        }
        set(s, t, AT_SLOT, 0);
        set(s, t, GIVES, 0);
        set(s, t, ROUNDS, get(s, t, ROUNDS) + 1);
        go(s, t, get(s, t, ROUNDS) < rounds ? start(t) : At.DONE);
    }

    private void taken(byte[] s, int t) {
        set(s, t, AT_SLOT, 0);
        boolean removed = resizes && t == threads - 1;
        go(s, t, removed ? At.REVIVE : flaw == Flaw.LOOKS_BEFORE_IT_TAKES ? At.TAKE : At.HOLD);
    }

    private int get(byte[] s, int t, int field) {
        return s[SLOTS + slots + t * BLOCK + field];
    }

    private void set(byte[] s, int t, int field, int value) {
        s[SLOTS + slots + t * BLOCK + field] = (byte) value;
    }

    private At at(byte[] s, int t) {
        return At.ALL[get(s, t, PC)];
    }

    private void go(byte[] s, int t, At to) {
        set(s, t, PC, to.ordinal());
    }
}
