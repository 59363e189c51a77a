package dev.dbpool.internal.admission;

import org.jspecify.annotations.Nullable;

/** In the order of arrival; leaving from the middle costs no search. Not thread-safe: the gate's lock guards it. */
final class WaiterQueue {
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    int size() {
        return size;
    }

    /** Who has waited longest. */
    @Nullable
    Waiter first() {
        return first;
    }

    /** Who came last. */
    @Nullable
    Waiter last() {
        return last;
    }

    void append(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.after = waiter;
        }
        last = waiter;
        size++;
    }

    void prepend(Waiter waiter) {
        waiter.after = first;
        if (first == null) {
            last = waiter;
        } else {
            first.before = waiter;
        }
        first = waiter;
        size++;
    }

    void remove(Waiter waiter) {
        Waiter before = waiter.before;
        Waiter after = waiter.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        waiter.before = null;
        waiter.after = null;
        size--;
    }
}
