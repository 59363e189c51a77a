package dev.dbpool.internal.admission;

import dev.dbpool.internal.admission.Waiter.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fair gate: first come, first served, until the timeout.
 *
 * <p>Assumption: every admission is followed by exactly one {@link #leftEmptyHanded}, or by one {@link #handedOut} and
 * one {@link #returned}. Guarantees: (1) never more than {@code max} permits are taken; (2) while callers are queued,
 * no permit is free and no newcomer passes them; (3) a permit that comes back while callers are queued goes to the
 * first of them, so no wake-up is lost. Progress: with a free permit and nobody queued, entering and leaving are one
 * compare-and-set each; queueing takes the lock for a few instructions and never runs foreign code under it.
 *
 * <p>Proof. All counts live in one word. {@code queued} changes only under the lock and equals the queue's length
 * there. A caller queues only by a compare-and-set on a word in which all permits are taken or somebody is queued (2).
 * Leaving without the lock is a compare-and-set on a word with nobody queued; if a caller queued meanwhile, the word
 * has changed, the set fails, and the leaver takes the lock and hands over (3). Handing over leaves {@code taken} as
 * it is (1).
 */
public final class FifoGate implements Admission {
    private final int max;
    private final int maxQueued;
    private final LongSupplier nanoTime;
    private final AtomicLong word = new AtomicLong();
    private final ExhaustionClock exhaustion;

    /** Guards the queue, and every change of the word's {@code queued} field. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition drained = lock.newCondition();
    private final WaiterQueue queue = new WaiterQueue();

    /**
     * @param max permits, 1 or more
     * @param maxQueued callers that may wait, 0 or more
     * @param nanoTime the clock, in nanoseconds
     */
    public FifoGate(int max, int maxQueued, LongSupplier nanoTime) {
        if (max < 1 || max > GateWord.MOST_PERMITS || maxQueued < 0) {
            throw new IllegalArgumentException("max " + max + ", maxQueued " + maxQueued);
        }
        this.max = max;
        this.maxQueued = Math.min(maxQueued, GateWord.MOST_QUEUED);
        this.nanoTime = nanoTime;
        this.exhaustion = new ExhaustionClock(() -> exhausted(word.get()), nanoTime);
    }

    @Override
    public Entry enter(long timeoutNanos) throws InterruptedException {
        for (long seen = word.get(); mayPass(seen); seen = word.get()) {
            if (word.compareAndSet(seen, seen + GateWord.ONE_TAKEN + GateWord.ONE_FETCHING)) {
                return Entry.ADMITTED;
            }
        }
        if (GateWord.closed(word.get())) {
            return Entry.CLOSED;
        }
        if (timeoutNanos <= 0) {
            return Entry.TIMED_OUT;
        }
        long now = nanoTime.getAsLong();
        long deadline = now + timeoutNanos;
        Waiter waiter = new Waiter(now, timeoutNanos);
        Entry entry = queueUnlessAdmitted(waiter);
        return entry == null ? await(waiter, deadline) : entry;
    }

    private boolean mayPass(long seen) {
        return !GateWord.closed(seen) && GateWord.queued(seen) == 0 && GateWord.taken(seen) < max;
    }

    /** Null if the waiter is now queued. */
    private @Nullable Entry queueUnlessAdmitted(Waiter waiter) {
        lock.lock();
        try {
            while (true) {
                long seen = word.get();
                if (GateWord.closed(seen)) {
                    return Entry.CLOSED;
                }
                if (mayPass(seen)) {
                    if (word.compareAndSet(seen, seen + GateWord.ONE_TAKEN + GateWord.ONE_FETCHING)) {
                        return Entry.ADMITTED;
                    }
                } else if (GateWord.queued(seen) >= maxQueued) {
                    return Entry.QUEUE_FULL;
                } else if (word.compareAndSet(seen, seen + GateWord.ONE_QUEUED)) {
                    queue.append(waiter);
                    return null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Entry await(Waiter waiter, long deadline) throws InterruptedException {
        while (true) {
            if (waiter.state != State.WAITING) {
                return waiter.state == State.GRANTED ? Entry.ADMITTED : Entry.CLOSED;
            }
            if (Thread.interrupted()) {
                if (!leaveQueue(waiter) && waiter.state == State.GRANTED) {
                    leftEmptyHanded();
                }
                throw new InterruptedException();
            }
            long left = deadline - nanoTime.getAsLong();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (leaveQueue(waiter)) {
                return Entry.TIMED_OUT;
            }
        }
    }

    /** False if the waiter was granted a permit, or sent away, before it could leave. */
    private boolean leaveQueue(Waiter waiter) {
        lock.lock();
        try {
            if (waiter.state != State.WAITING) {
                return false;
            }
            queue.remove(waiter);
            waiter.state = State.GONE;
            word.addAndGet(-GateWord.ONE_QUEUED);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void handedOut() {
        long now = word.addAndGet(-GateWord.ONE_FETCHING);
        if (exhausted(now)) {
            exhaustion.conditionMayHaveChanged();
        }
    }

    @Override
    public void leftEmptyHanded() {
        givePermitBack(GateWord.ONE_TAKEN + GateWord.ONE_FETCHING, 0);
    }

    @Override
    public void returned() {
        givePermitBack(GateWord.ONE_TAKEN, GateWord.ONE_FETCHING);
    }

    /**
     * @param ifNobodyWaits what to take from the word
     * @param ifHandedOver what to add to the word when the permit passes on
     */
    private void givePermitBack(long ifNobodyWaits, long ifHandedOver) {
        long seen = word.get();
        while (GateWord.queued(seen) == 0) {
            long next = seen - ifNobodyWaits;
            if (word.compareAndSet(seen, next)) {
                afterRelease(seen, next);
                return;
            }
            seen = word.get();
        }
        handOver(ifNobodyWaits, ifHandedOver);
    }

    private void handOver(long ifNobodyWaits, long ifHandedOver) {
        Waiter next;
        long before;
        long after;
        lock.lock();
        try {
            next = queue.pollFirst();
            long change = next == null ? -ifNobodyWaits : ifHandedOver - GateWord.ONE_QUEUED;
            before = word.getAndAdd(change);
            after = before + change;
            if (next != null) {
                next.state = State.GRANTED;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
        afterRelease(before, after);
    }

    private void afterRelease(long before, long after) {
        if (exhausted(before) && !exhausted(after)) {
            exhaustion.conditionMayHaveChanged();
        }
        if (GateWord.closed(after) && GateWord.taken(after) == 0) {
            signalDrained();
        }
    }

    private boolean exhausted(long seen) {
        return GateWord.inUse(seen) >= max;
    }

    @Override
    public Occupancy occupancy() {
        long seen = word.get();
        return new Occupancy(GateWord.inUse(seen), GateWord.fetching(seen), GateWord.queued(seen), max);
    }

    @Override
    public long exhaustedNanos() {
        return exhaustion.nanos();
    }

    @Override
    public boolean overloaded() {
        long seen = word.get();
        return GateWord.taken(seen) >= max && GateWord.queued(seen) >= maxQueued;
    }

    @Override
    public WaitingCallers waiting(int mostThreads) {
        lock.lock();
        try {
            // Within the lock, so that nobody seems to have come after this.
            long now = nanoTime.getAsLong();
            Waiter longest = queue.first();
            return new WaitingCallers(
                    occupancy().waiting(),
                    longest == null ? 0 : longest.timeoutNanos,
                    queue.firstOf(mostThreads).stream()
                            .map(waiter ->
                                    new WaitingCallers.Caller(waiter.thread, Math.max(0, now - waiter.sinceNanos)))
                            .toList());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String describe() {
        return "First come, first served.";
    }

    @Override
    public void close() {
        List<Waiter> sentAway = new ArrayList<>();
        lock.lock();
        try {
            for (Waiter waiter = queue.pollFirst(); waiter != null; waiter = queue.pollFirst()) {
                waiter.state = State.CLOSED;
                sentAway.add(waiter);
            }
            word.updateAndGet(seen -> (seen - sentAway.size() * GateWord.ONE_QUEUED) | GateWord.CLOSED);
        } finally {
            lock.unlock();
        }
        sentAway.forEach(waiter -> LockSupport.unpark(waiter.thread));
    }

    @Override
    public boolean awaitDrained(long timeoutNanos) throws InterruptedException {
        long left = timeoutNanos;
        lock.lock();
        try {
            while (GateWord.taken(word.get()) > 0) {
                if (left <= 0) {
                    return false;
                }
                left = drained.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void signalDrained() {
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
