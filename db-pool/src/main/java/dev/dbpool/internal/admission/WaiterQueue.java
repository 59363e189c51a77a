package dev.dbpool.internal.admission;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** First come, first served; leaving from the middle costs no search. Not thread-safe: the gate's lock guards it. */
final class WaiterQueue {
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    void append(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.after = waiter;
        }
        last = waiter;
    }

    @Nullable
    Waiter first() {
        return first;
    }

    /** Up to so many, in the order in which they came. */
    List<Waiter> firstOf(int most) {
        List<Waiter> firsts = new ArrayList<>();
        for (Waiter waiter = first; waiter != null && firsts.size() < most; waiter = waiter.after) {
            firsts.add(waiter);
        }
        return firsts;
    }

    @Nullable
    Waiter pollFirst() {
        Waiter waiter = first;
        if (waiter != null) {
            remove(waiter);
        }
        return waiter;
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
    }
}
