package dev.dbpool.internal.metrics;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The tallies of all sessions, those included that are gone.
 *
 * <p>A session's cells are added to the past, once, when nobody can write to them any more. Nobody tells when that is: a
 * session that was cut is still in the hands of its borrower. The garbage collector knows; writers hold on to the tally
 * while they write, so when the weak reference to it is empty the last write is over and visible.
 *
 * <p>Thread-safe. The lock guards the list and the past; it is held for as long as a few arrays are added up, by readers and when a
 * session is lent for the first time.
 */
final class SessionTallies {
    private record Known(WeakReference<SessionTally> tally, SessionTally.Cells cells) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Known> known = new ArrayList<>();
    private final SessionTally.Cells past = new SessionTally.Cells();

    SessionTally add() {
        SessionTally.Cells cells = new SessionTally.Cells();
        SessionTally tally = new SessionTally(cells);
        lock.lock();
        try {
            retireTheGone();
            known.add(new Known(new WeakReference<>(tally), cells));
        } finally {
            lock.unlock();
        }
        return tally;
    }

    long[] acquire() {
        return total(cells -> cells.acquire);
    }

    long[] hold() {
        return total(cells -> cells.hold);
    }

    private long[] total(Function<SessionTally.Cells, long[]> which) {
        lock.lock();
        try {
            long[] total = which.apply(past).clone();
            known.forEach(each -> SessionTally.addTo(total, which.apply(each.cells())));
            return total;
        } finally {
            lock.unlock();
        }
    }

    /** How many sessions have cells of their own. */
    int known() {
        lock.lock();
        try {
            return known.size();
        } finally {
            lock.unlock();
        }
    }

    private void retireTheGone() {
        for (Iterator<Known> all = known.iterator(); all.hasNext(); ) {
            Known each = all.next();
            if (each.tally().get() == null) {
                SessionTally.addTo(past.acquire, each.cells().acquire);
                SessionTally.addTo(past.hold, each.cells().hold);
                all.remove();
            }
        }
    }
}
