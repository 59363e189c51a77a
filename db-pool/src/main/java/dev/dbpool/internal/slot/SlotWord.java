package dev.dbpool.internal.slot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state of a slot in one word, and every step from one state to another as a method.
 *
 * <table>
 * <caption>States, and the only steps out of them</caption>
 * <tr><th>state</th><th>means</th><th>left by</th></tr>
 * <tr><td>IDLE</td><td>a session that is ready</td><td>any thread, by compare-and-set: {@link #take}, {@link #tend},
 *     {@link #takeToClose}</td></tr>
 * <tr><td>LENT</td><td>a session in the hands of a caller</td><td>its owner: {@link #becomeIdle}, {@link #passOn},
 *     {@link #beginTest}, {@link #beginClose}, {@link #becomeEmpty}, {@link #becomeGone}</td></tr>
 * <tr><td>TESTED</td><td>a session that a caller tests before it uses it</td><td>its owner: {@link #passOn}, and as
 *     LENT</td></tr>
 * <tr><td>TENDED</td><td>an idle session that the pool looks after</td><td>its owner, as LENT</td></tr>
 * <tr><td>CLOSING</td><td>a session that the pool closes</td><td>its owner: {@link #becomeEmpty}, {@link #becomeGone}</td></tr>
 * <tr><td>EMPTY</td><td>room for a session</td><td>any thread, by compare-and-set: {@link #claim}, {@link #remove}</td></tr>
 * <tr><td>OPENING</td><td>a login for it is under way or about to begin</td><td>its owner: {@link #beginTend},
 *     {@link #becomeEmpty}, {@link #becomeGone}</td></tr>
 * <tr><td>GONE</td><td>beyond the pool's size</td><td>{@link #revive}, under the gate's lock</td></tr>
 * </table>
 *
 * <p>Invariant: LENT, TESTED, TENDED, CLOSING and OPENING have exactly one owner, the thread that made the step into the
 * state or to which that thread passed the slot; only the owner writes the word then. So a step out of an owned state needs
 * no compare-and-set. Every step makes the number in the word greater (those that lower the state add a version), so equal
 * sums of two looks at many words mean that none of them changed in between.
 *
 * <p>All accesses are volatile. The fields that belong to the session are plain: the owner writes them before the step that
 * publishes the slot, and the next owner reads them after its own step.
 */
abstract class SlotWord extends Padding {
    static final int IDLE = 0;
    static final int LENT = 1;
    static final int TESTED = 2;
    static final int TENDED = 3;
    static final int CLOSING = 4;
    static final int EMPTY = 5;
    static final int OPENING = 6;
    static final int GONE = 7;

    private static final int STATE = 7;
    private static final int VERSION = 8;
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(SlotWord.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int word = EMPTY;

    static int state(int word) {
        return word & STATE;
    }

    /** State and version. */
    final int word() {
        return word;
    }

    final int state() {
        return word & STATE;
    }

    public final boolean idle() {
        return state() == IDLE;
    }

    public final boolean lent() {
        return state() == LENT;
    }

    public final boolean opening() {
        return state() == OPENING;
    }

    /** Whether it has a session that a caller has or could have. */
    final boolean open() {
        return state() < CLOSING;
    }

    /** Whether it is other than LENT and GONE. */
    final boolean free() {
        int state = state();
        return state != LENT && state != GONE;
    }

    // --- steps that any thread may try ---

    /** IDLE to LENT. */
    public final boolean take() {
        return step(IDLE, LENT);
    }

    /** IDLE to TENDED. */
    public final boolean tend() {
        return step(IDLE, TENDED);
    }

    /** IDLE to CLOSING. */
    public final boolean takeToClose() {
        return step(IDLE, CLOSING);
    }

    /** EMPTY to OPENING. */
    public final boolean claim() {
        return step(EMPTY, OPENING);
    }

    /** EMPTY to GONE. */
    public final boolean remove() {
        return step(EMPTY, GONE);
    }

    /** GONE to EMPTY. */
    final boolean revive() {
        int seen = word;
        return (seen & STATE) == GONE && WORD.compareAndSet(this, seen, seen - GONE + VERSION + EMPTY);
    }

    private boolean step(int from, int to) {
        int seen = word;
        return (seen & STATE) == from && WORD.compareAndSet(this, seen, seen - from + to);
    }

    // --- steps of the owner ---

    public final void becomeIdle() {
        become(IDLE);
    }

    /** From one owner to the caller that gets it. */
    public final void passOn() {
        become(LENT);
    }

    public final void beginTest() {
        become(TESTED);
    }

    public final void beginTend() {
        become(TENDED);
    }

    public final void beginClose() {
        become(CLOSING);
    }

    public final void becomeEmpty() {
        become(EMPTY);
    }

    public final void becomeGone() {
        become(GONE);
    }

    private void become(int state) {
        word = (word & ~STATE) + VERSION + state;
    }
}
