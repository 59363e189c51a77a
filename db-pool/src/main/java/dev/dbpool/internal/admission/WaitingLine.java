package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait: by priority, then in the order of the discipline. Plain data, driven by the gate under its lock and by
 * a simulation without one; time is an argument.
 */
final class WaitingLine {
    /** Nobody is turned away unless the estimated wait is this many times as long as the caller can wait. */
    private static final int HOPELESS = 2;

    /** So many of each priority are looked at when a permit comes back: it serves one, so that a backlog melts. */
    private static final int TOLD_AT_ONCE = 8;

    private final Discipline discipline;
    private final HoldTime holdTime;
    private final boolean refuseHopeless;
    private final WaiterQueue critical = new WaiterQueue();
    private final WaiterQueue normal = new WaiterQueue();
    private final WaiterQueue sheddable = new WaiterQueue();
    private final List<WaiterQueue> highestFirst = List.of(critical, normal, sheddable);
    private final List<WaiterQueue> lowestFirst = List.of(sheddable, normal, critical);
    private int size;

    WaitingLine(Discipline discipline, HoldTime holdTime, boolean refuseHopeless) {
        this.discipline = discipline;
        this.holdTime = holdTime;
        this.refuseHopeless = refuseHopeless;
    }

    int size() {
        return size;
    }

    /** Why a newcomer that would have to wait should not begin to; null if it may. */
    @Nullable
    AdmissionResult refusal(Waiter newcomer, long now) {
        look(now);
        if (refuseHopeless
                && holdTime.known()
                && nanosToServe(aheadOf(newcomer.priority)) / HOPELESS > newcomer.timeoutNanos) {
            return AdmissionResult.HOPELESS;
        }
        return patience(newcomer, now) <= 0 ? AdmissionResult.OVERLOAD : null;
    }

    private double nanosToServe(int callers) {
        return holdTime.mean() * callers / holdTime.permits();
    }

    private int aheadOf(Priority priority) {
        return higherThan(priority)
                + (discipline.newestFirst() ? 0 : queue(priority).size());
    }

    private int higherThan(Priority priority) {
        return switch (priority) {
            case CRITICAL -> 0;
            case NORMAL -> critical.size();
            case SHEDDABLE -> critical.size() + normal.size();
        };
    }

    private WaiterQueue queue(Priority priority) {
        return switch (priority) {
            case CRITICAL -> critical;
            case NORMAL -> normal;
            case SHEDDABLE -> sheddable;
        };
    }

    private void look(long now) {
        Waiter longest = longest();
        if (longest != null) {
            discipline.look(longest, now);
        }
    }

    private @Nullable Waiter longest() {
        Waiter longest = null;
        for (WaiterQueue queue : highestFirst) {
            Waiter first = queue.first();
            if (first != null && (longest == null || first.sinceNanos - longest.sinceNanos < 0)) {
                longest = first;
            }
        }
        return longest;
    }

    /** Sets when the caller has to ask whether it may go on waiting. */
    void add(Waiter waiter, long now) {
        add(waiter, false, now);
    }

    /** The same, with a choice of the end: at the front it is the next of its priority. */
    void add(Waiter waiter, boolean front, long now) {
        if (size == 0) {
            holdTime.queueBegins(now);
            discipline.queueBegins(now);
        }
        if (front) {
            queue(waiter.priority).prepend(waiter);
        } else {
            queue(waiter.priority).append(waiter);
        }
        size++;
        discipline.joins(waiter);
        waiter.asksAtNanos = now + patience(waiter, now);
        waiter.state = Waiter.State.WAITING;
    }

    /** A slot that was held for this time has come back while callers are queued. */
    void returned(long heldNanos, long now) {
        if (size > 0) {
            look(now); // which may be the last sight of a standstill
            holdTime.returned(heldNanos, now);
        }
    }

    /** The caller that gets the next slot; it stays in the line. Null if none is queued. */
    @Nullable
    Waiter peek(long now) {
        look(now);
        for (WaiterQueue queue : highestFirst) {
            Waiter next = discipline.newestFirst() ? queue.last() : queue.first();
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /** When the longest waiting caller began; 0 if none is queued. */
    long oldestNanos() {
        Waiter longest = longest();
        return longest == null ? 0 : longest.sinceNanos;
    }

    void leave(Waiter waiter, long now) {
        queue(waiter.priority).remove(waiter);
        size--;
        if (size == 0) {
            holdTime.queueEnds();
            discipline.queueEnds(now);
        }
    }

    /** The last that would be served, if it is of a lower priority than the newcomer; it stays in the line. */
    @Nullable
    Waiter lastBelow(Priority newcomer) {
        WaiterQueue own = queue(newcomer);
        for (WaiterQueue queue : lowestFirst) {
            if (queue == own) {
                return null;
            }
            Waiter last = discipline.newestFirst() ? queue.first() : queue.last();
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    /** Whether a caller that asks may go on waiting, and if so, when it has to ask again. */
    boolean mayWaitOn(Waiter waiter, long now) {
        look(now);
        long patience = patience(waiter, now);
        waiter.asksAtNanos = now + patience;
        return patience > 0;
    }

    /**
     * Lets those ask now that may not wait on although they were allowed more when they last asked: holds have become
     * shorter since, mostly because a standstill is over. Newest first they lie at the old end, and nobody else would
     * ever get to them.
     *
     * @return who is to be woken; a few at a time
     */
    List<Waiter> tellImpatient(long now) {
        if (!discipline.newestFirst() || size == 0) {
            return List.of();
        }
        List<Waiter> told = new ArrayList<>();
        for (WaiterQueue queue : lowestFirst) {
            Waiter waiter = queue.first();
            for (int i = 0; i < TOLD_AT_ONCE && waiter != null && patience(waiter, now) <= 0; i++) {
                if (waiter.asksAtNanos - now > 0) {
                    waiter.asksAtNanos = now;
                    told.add(waiter);
                }
                waiter = waiter.after;
            }
        }
        return told;
    }

    private long patience(Waiter waiter, long now) {
        return discipline.patienceNanos(waiter, higherThan(waiter.priority) > 0, now);
    }

    void permits(int changed) {
        holdTime.permits(changed);
    }

    /** When those who wait now will have been served and overload may be over. */
    long retryAfterNanos(long now) {
        return Math.max((long) nanosToServe(size + 1), discipline.calmNanos(now));
    }

    /** Up to so many, longest wait first. */
    List<Waiter> longestWaiting(int most) {
        List<Waiter> found = new ArrayList<>();
        for (WaiterQueue queue : highestFirst) {
            Waiter waiter = queue.first();
            for (int i = 0; i < most && waiter != null; i++) {
                found.add(waiter);
                waiter = waiter.after;
            }
        }
        if (found.isEmpty()) {
            return found;
        }
        long any = found.get(0).sinceNanos;
        found.sort(Comparator.comparingLong(waiter -> waiter.sinceNanos - any));
        return found.subList(0, Math.min(most, found.size()));
    }
}
