package dev.dbpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every interleaving of threads that change what {@link ExhaustionClock} follows and tell it so. As in the gate, the
 * condition is read in two looks, at the word and at the slots; each step is one access to what the threads share.
 */
class ExhaustionClockProtocolTest {
    private static final int WORD = 0;
    private static final int SLOT = 1;
    private static final int UNSEEN = 2;
    private static final int RUNNING = 3;
    private static final int SHARED = 4;

    /** Of a thread: where it is, how many of its changes it has made, and what it has read. */
    private static final int AT = 0;

    private static final int CHANGES = 1;
    private static final int SEEN = 2;
    private static final int SAW_WORD = 3;
    private static final int HOLDS = 4;
    private static final int OWN = 5;

    private static final int CHANGES_OF_EACH = 2;

    /** What each of three threads changes: two the word, so that they can undo each other, one the slot. */
    private static final int[] CHANGED = {WORD, WORD, SLOT};

    private enum At {
        CHANGE,
        ANNOUNCE,
        READ_UNSEEN,
        READ_WORD,
        READ_SLOT,
        WRITE,
        SUBTRACT,
        DONE
    }

    /** Ways of breaking it. */
    private enum Flaw {
        NONE,
        /** The clock is told first, and then what it was told of happens. */
        TELLS_TOO_EARLY,
        /** What has come meanwhile is read after the condition was. */
        LOOKS_BEFORE_IT_COUNTS,
        /** Whoever is inside leaves without looking whether somebody came. */
        LEAVES_THE_OTHERS_BEHIND,
        /** All go in at once. */
        LETS_ALL_IN
    }

    private final Set<ByteBuffer> known = new HashSet<>();
    private final Deque<byte[]> open = new ArrayDeque<>();
    private int quiet;
    private int running;
    private int wrong;

    @Test
    void onceAllHaveSpokenTheClockRunsIfAndOnlyIfTheConditionHolds() {
        explore(Flaw.NONE);

        System.out.printf("%d states, %d of them quiet, in %d the clock runs%n", known.size(), quiet, running);
        assertThat(wrong).isZero();
        assertThat(running).isBetween(1, quiet - 1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachFlawIsNoticed(Flaw flaw) {
        explore(flaw);

        assertThat(wrong).isPositive();
    }

    private void explore(Flaw flaw) {
        byte[] first = new byte[SHARED + CHANGED.length * OWN];
        for (int thread = 0; thread < CHANGED.length; thread++) {
            set(first, thread, AT, begin(flaw).ordinal());
        }
        visit(first);
        while (!open.isEmpty() && (flaw == Flaw.NONE || wrong == 0)) {
            byte[] state = open.pop();
            boolean quiet = true;
            for (int thread = 0; thread < CHANGED.length; thread++) {
                quiet &= at(state, thread) == At.DONE || at(state, thread) == begin(flaw);
                if (at(state, thread) != At.DONE) {
                    byte[] next = state.clone();
                    step(next, thread, flaw);
                    visit(next);
                }
            }
            if (quiet) {
                check(state);
            }
        }
    }

    /** Nobody is between a change and the end of telling of it. */
    private void check(byte[] quietState) {
        boolean holds = quietState[WORD] == 1 && quietState[SLOT] == 0;
        quiet++;
        running += quietState[RUNNING];
        if (quietState[RUNNING] != (holds ? 1 : 0)) {
            wrong++;
        }
    }

    private void visit(byte[] state) {
        if (known.add(ByteBuffer.wrap(state))) {
            open.push(state);
        }
    }

    private static At begin(Flaw flaw) {
        return flaw == Flaw.TELLS_TOO_EARLY ? At.ANNOUNCE : At.CHANGE;
    }

    private static void step(byte[] s, int thread, Flaw flaw) {
        switch (at(s, thread)) {
            case CHANGE -> {
                s[CHANGED[thread]] ^= 1;
                if (flaw == Flaw.TELLS_TOO_EARLY) {
                    changed(s, thread, flaw);
                } else {
                    go(s, thread, At.ANNOUNCE);
                }
            }
            case ANNOUNCE -> {
                boolean alone = s[UNSEEN] == 0;
                s[UNSEEN]++;
                if (alone || flaw == Flaw.LETS_ALL_IN) {
                    go(s, thread, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.READ_WORD : At.READ_UNSEEN);
                } else {
                    told(s, thread, flaw);
                }
            }
            case READ_UNSEEN -> {
                set(s, thread, SEEN, s[UNSEEN]);
                go(s, thread, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.WRITE : At.READ_WORD);
            }
            case READ_WORD -> {
                set(s, thread, SAW_WORD, s[WORD]);
                go(s, thread, At.READ_SLOT);
            }
            case READ_SLOT -> {
                set(s, thread, HOLDS, get(s, thread, SAW_WORD) == 1 && s[SLOT] == 0 ? 1 : 0);
                go(s, thread, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.READ_UNSEEN : At.WRITE);
            }
            case WRITE -> {
                s[RUNNING] = (byte) get(s, thread, HOLDS);
                go(s, thread, At.SUBTRACT);
            }
            case SUBTRACT -> {
                s[UNSEEN] = flaw == Flaw.LEAVES_THE_OTHERS_BEHIND ? 0 : (byte) (s[UNSEEN] - get(s, thread, SEEN));
                if (s[UNSEEN] > 0) {
                    go(s, thread, flaw == Flaw.LOOKS_BEFORE_IT_COUNTS ? At.READ_WORD : At.READ_UNSEEN);
                } else {
                    told(s, thread, flaw);
                }
            }
            case DONE -> throw new IllegalStateException("has no steps left");
        }
    }

    private static void told(byte[] s, int thread, Flaw flaw) {
        if (flaw == Flaw.TELLS_TOO_EARLY) {
            go(s, thread, At.CHANGE);
        } else {
            changed(s, thread, flaw);
        }
    }

    private static void changed(byte[] s, int thread, Flaw flaw) {
        int changes = get(s, thread, CHANGES) + 1;
        set(s, thread, CHANGES, changes);
        for (int forgotten : List.of(SEEN, SAW_WORD, HOLDS)) {
            set(s, thread, forgotten, 0);
        }
        go(s, thread, changes == CHANGES_OF_EACH ? At.DONE : begin(flaw));
    }

    private static At at(byte[] s, int thread) {
        return At.values()[get(s, thread, AT)];
    }

    private static void go(byte[] s, int thread, At to) {
        set(s, thread, AT, to.ordinal());
    }

    private static int get(byte[] s, int thread, int field) {
        return s[SHARED + thread * OWN + field];
    }

    private static void set(byte[] s, int thread, int field, int value) {
        s[SHARED + thread * OWN + field] = (byte) value;
    }
}
