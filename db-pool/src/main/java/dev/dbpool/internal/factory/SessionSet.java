package dev.dbpool.internal.factory;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every session that the factory opened and that is not closed yet. Thread-safe.
 *
 * <p>Invariant: the time in use of a session is in {@code endedBusyNanos} if and only if it is no longer in the set.
 */
final class SessionSet {
    private final Set<TrackedSession> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong endedBusyNanos = new AtomicLong();

    void add(TrackedSession session) {
        open.add(session);
    }

    void remove(TrackedSession session, long nowNanos) {
        if (open.remove(session)) {
            endedBusyNanos.addAndGet(session.busyNanos(nowNanos));
        }
    }

    /** May be short for an instant by a session that is just leaving; the reader must keep its own maximum. */
    long busyNanos(long nowNanos) {
        long sum = endedBusyNanos.get();
        for (TrackedSession session : open) {
            sum += session.busyNanos(nowNanos);
        }
        return sum;
    }

    /** A session that does not answer makes its idle contemporaries suspect: they may hang behind the same fault. */
    void suspectTheIdle() {
        for (TrackedSession session : open) {
            if (session.holding() == null) {
                session.becomeSuspect();
            }
        }
    }

    Collection<TrackedSession> all() {
        return open;
    }
}
