package dev.dbpool.internal.admission;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Permits that are taken but in nobody's hands, each in a slot where the thread that left it finds it again. Threads that
 * come and go without waiting thus write to slots of their own instead of all to the gate's word.
 *
 * <p>Invariant: a slot holds one permit if its number is odd, none if it is even; every change adds one. So a permit is
 * taken once, by whoever changes the number, and equal sums of two looks mean that nothing changed between them.
 * Lock-free: no method waits. Not final, so that tests can let others come at the very moment at which it is asked.
 */
class ParkedPermits {
    private static final int FEWEST_SLOTS = 16;
    private static final int MOST_SLOTS = 64;

    /** Two cache lines of 64 bytes: processors fetch them in pairs. */
    private static final int STRIDE = 32;

    static final int NO_SLOT = -1;

    /** In a look, below the sum of the slots' numbers: how many of them are odd. */
    private static final int COUNT_BITS = 8;

    private final AtomicIntegerArray slots;
    private final int mask;

    ParkedPermits() {
        int wanted = 8 * Runtime.getRuntime().availableProcessors();
        int count = Integer.highestOneBit(Math.max(FEWEST_SLOTS, Math.min(MOST_SLOTS, wanted)));
        slots = new AtomicIntegerArray((count + 1) * STRIDE);
        mask = count - 1;
    }

    /** Takes a permit from where this thread would leave one. */
    boolean take() {
        int own = ownSlot();
        return takeFrom(own) || takeFrom(own ^ 1);
    }

    /** Takes a permit from wherever there is one. */
    boolean takeAny() {
        for (int slot = 0; slot <= mask; slot++) {
            if (takeFrom(slot)) {
                return true;
            }
        }
        return false;
    }

    boolean takeFrom(int slot) {
        int seen = slots.get(at(slot));
        return isParked(seen) && slots.compareAndSet(at(slot), seen, seen + 1);
    }

    /** The slot in which the permit now is; {@link #NO_SLOT} if there is no room and the caller keeps it. */
    int park() {
        int own = ownSlot();
        if (parkIn(own)) {
            return own;
        }
        return parkIn(own ^ 1) ? own ^ 1 : NO_SLOT;
    }

    private boolean parkIn(int slot) {
        int seen = slots.get(at(slot));
        return !isParked(seen) && slots.compareAndSet(at(slot), seen, seen + 1);
    }

    /** What the slots hold; equal to a later look if and only if nothing changed meanwhile. */
    long look() {
        long sum = 0;
        int parked = 0;
        for (int slot = 0; slot <= mask; slot++) {
            int seen = slots.get(at(slot));
            sum += Integer.toUnsignedLong(seen);
            parked += seen & 1;
        }
        return sum << COUNT_BITS | parked;
    }

    /** How many permits were parked in a look; not of one instant unless the look was repeated and equal. */
    static int parked(long look) {
        return (int) look & ((1 << COUNT_BITS) - 1);
    }

    /** The first elements share their cache line with the array's length, which everybody reads. */
    private static int at(int slot) {
        return (slot + 1) * STRIDE;
    }

    private static boolean isParked(int number) {
        return (number & 1) == 1;
    }

    private int ownSlot() {
        return (int) idOf(Thread.currentThread()) & mask;
    }

    /** Before JDK 19 a subclass may override it, and whoever does must still get a connection. */
    private static long idOf(Thread thread) {
        try {
            return thread.getId();
        } catch (RuntimeException | Error broken) {
            return 0;
        }
    }
}
