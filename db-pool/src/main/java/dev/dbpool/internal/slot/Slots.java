package dev.dbpool.internal.slot;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All slots of a pool, and the part of the protocol that needs no lock: finding one to take, counting, and knowing when all
 * are lent.
 *
 * <p><b>Which one a thread takes.</b> The one that it used last, if that was a moment ago: then its session is in this
 * processor's caches. Otherwise the lowest that is idle, so that sessions which are not needed stay idle and reach their
 * idle timeout, instead of all of them being kept half alive in turn.
 *
 * <p><b>Knowing that all are lent.</b> The exhaustion clock must run if and only if every slot is LENT (or GONE). A thread
 * that has made a slot LENT looks at the <i>witness</i>, a slot that was not LENT when it was last looked at. While that is
 * still so, not all are lent, and one read has shown it. Otherwise the thread looks for another witness, from the highest slot down, where
 * idle ones are likely; if there is none it has the clock look. A thread that makes a slot other than LENT has the clock
 * look if the clock is armed. Proof: the clock arms itself before it looks and, if it is not to run,
 * disarms itself and looks once more. The last step out of LENT either finds the clock armed, or comes before the clock's look
 * (write of the word, read of {@code armed} against write of {@code armed}, read of the words). The last step into LENT
 * finds no witness and asks the clock. A test visits every interleaving.
 *
 * <p>Lock-free. The array is replaced when slots are added, under the gate's lock; slots are never taken out of it.
 */
public final class Slots {
    /** Longer ago than this, a session has left the caches and its thread may take the lowest idle one. */
    private static final long HOT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int FEWEST_HINTS = 16;
    private static final int MOST_HINTS = 64;

    /** Of ints: two cache lines of 64 bytes, which processors fetch in pairs. */
    private static final int STRIDE = 32;

    /** After this many looks at slots that change all the time, counts may be off by those that changed. */
    private static final int MOST_LOOKS = 3;

    /** By thread: the index of the slot that it used last. Races only cost the advantage. */
    private final AtomicIntegerArray hints;

    private final int hintMask;
    private final ExhaustionWatch watch = new ExhaustionWatch();
    private final ExhaustionClock clock;
    private volatile Slot[] slots;

    /** Slots that are all EMPTY. */
    public Slots(int count, LongSupplier nanoTime) {
        int wanted = 8 * Runtime.getRuntime().availableProcessors();
        int hintCount = Integer.highestOneBit(Math.max(FEWEST_HINTS, Math.min(MOST_HINTS, wanted)));
        hints = new AtomicIntegerArray((hintCount + 1) * STRIDE);
        hintMask = hintCount - 1;
        slots = grown(new Slot[0], count);
        clock = new ExhaustionClock(this::exhausted, nanoTime);
    }

    private static Slot[] grown(Slot[] before, int count) {
        Slot[] after = Arrays.copyOf(before, count);
        for (int index = before.length; index < count; index++) {
            after[index] = new Slot(index);
        }
        return after;
    }

    /** Puts more slots in use, all EMPTY: those that were taken out of use, then new ones. Under the gate's lock. */
    public void grow(int count) {
        int revived = Math.min(count, gone());
        Slot[] after = grown(slots, slots.length + count - revived);
        for (Slot slot : slots) {
            revived -= revived > 0 && slot.revive() ? 1 : 0;
        }
        slots = after;
    }

    private int gone() {
        int gone = 0;
        for (Slot slot : slots) {
            gone += slot.state() == SlotWord.GONE ? 1 : 0;
        }
        return gone;
    }

    /** The slot with this index. */
    public Slot at(int index) {
        return slots[index];
    }

    /** All slots, those included that are GONE. */
    public List<Slot> all() {
        return Collections.unmodifiableList(Arrays.asList(slots));
    }

    // --- taking ---

    /** Takes an idle slot; null if there was none. */
    public @Nullable Slot take(long nowNanos) {
        Slot[] all = slots;
        int at = hintOf(Thread.currentThread());
        int hinted = hints.getOpaque(at);
        if (hinted < all.length) {
            Slot slot = all[hinted];
            if (nowNanos - slot.usedNanos < HOT_NANOS && slot.take()) {
                return taken(slot);
            }
        }
        Slot slot = takeLowest(all);
        if (slot != null) {
            hints.setOpaque(at, slot.index);
        }
        return slot;
    }

    /** Takes the lowest idle slot; null if there was none. */
    public @Nullable Slot takeLowest() {
        return takeLowest(slots);
    }

    private @Nullable Slot takeLowest(Slot[] all) {
        for (Slot slot : all) {
            if (slot.take()) {
                return taken(slot);
            }
        }
        return null;
    }

    private Slot taken(Slot slot) {
        becameLent();
        return slot;
    }

    /** Takes the highest idle slot, to close its session; null if there was none. */
    public @Nullable Slot takeHighestToClose() {
        Slot[] all = slots;
        for (int index = all.length - 1; index >= 0; index--) {
            if (all[index].takeToClose()) {
                return all[index];
            }
        }
        return null;
    }

    /** Takes the lowest empty slot, to open a session for it; null if there was none. */
    public @Nullable Slot claim() {
        for (Slot slot : slots) {
            if (slot.claim()) {
                return slot;
            }
        }
        return null;
    }

    /** Takes up to that many empty slots out of use, the highest first; how many they were. Under the gate's lock. */
    public int remove(int most) {
        int removed = 0;
        Slot[] all = slots;
        for (int index = all.length - 1; index >= 0 && removed < most; index--) {
            removed += all[index].remove() ? 1 : 0;
        }
        return removed;
    }

    /** Whether a slot has a session that a caller has or could have. */
    public boolean anyOpen() {
        for (Slot slot : slots) {
            if (slot.open()) {
                return true;
            }
        }
        return false;
    }

    public boolean anyIdle() {
        for (Slot slot : slots) {
            if (slot.idle()) {
                return true;
            }
        }
        return false;
    }

    /** The first elements share their cache line with the array's length, which every thread reads. */
    private int hintOf(Thread thread) {
        return (((int) idOf(thread) & hintMask) + 1) * STRIDE;
    }

    /** Before JDK 19 a subclass may override it, and a thread that does must still get a connection. */
    private static long idOf(Thread thread) {
        try {
            return thread.getId();
        } catch (RuntimeException | Error broken) {
            return 0;
        }
    }

    // --- exhaustion ---

    /** A slot became LENT, and may have been the last that was not. */
    public void becameLent() {
        try {
            Slot[] all = slots;
            int seen = watch.witness;
            if (seen >= all.length || !all[seen].free()) {
                findWitness(all);
            }
        } catch (RuntimeException | Error outOfMemoryOrStack) {
            // The slot counts for more than the time; the next change puts the clock right.
        }
    }

    private void findWitness(Slot[] all) {
        for (int index = all.length - 1; index >= 0; index--) {
            if (all[index].free()) {
                watch.witness = index;
                return;
            }
        }
        if (!watch.armed || !clock.running()) {
            tellClock();
        }
    }

    /** A slot became other than LENT. */
    public void becameFree() {
        if (watch.armed) {
            tellClock();
        }
    }

    /** After a change of size. */
    public void changed() {
        tellClock();
    }

    private void tellClock() {
        try {
            clock.conditionMayHaveChanged();
        } catch (RuntimeException | Error outOfMemoryOrStack) {
            // As above.
        }
    }

    private boolean exhausted() {
        do {
            watch.armed = true;
            if (noneIsFree()) {
                return true;
            }
            watch.armed = false;
        } while (noneIsFree());
        return false;
    }

    private boolean noneIsFree() {
        Slot[] all = slots;
        for (int index = all.length - 1; index >= 0; index--) {
            if (all[index].free()) {
                return false;
            }
        }
        return true;
    }

    public long exhaustedNanos() {
        return clock.nanos();
    }

    // --- counting ---

    /** How many slots are in each state: of one instant, unless they change all the while. */
    public SlotCounts counts() {
        int[] counts = new int[SlotWord.GONE + 1];
        long look = look(counts);
        for (int looks = 1; looks < MOST_LOOKS; looks++) {
            long before = look;
            look = look(counts);
            if (look == before) {
                break;
            }
        }
        return new SlotCounts(
                counts[SlotWord.LENT],
                counts[SlotWord.TESTED],
                counts[SlotWord.IDLE] + counts[SlotWord.TENDED],
                counts[SlotWord.CLOSING],
                counts[SlotWord.OPENING],
                counts[SlotWord.EMPTY]);
    }

    /** Equal to a later look if and only if nothing changed in between. */
    private long look(int[] counts) {
        Arrays.fill(counts, 0);
        long sum = 0;
        for (Slot slot : slots) {
            int word = slot.word();
            sum += Integer.toUnsignedLong(word);
            counts[SlotWord.state(word)]++;
        }
        return sum;
    }
}
