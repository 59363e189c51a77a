package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.Waiter.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Permits, and a line of those who wait for one.
 *
 * <p>Assumption: every admission is followed by exactly one {@link #leftEmptyHanded} or {@link #returned}, and every
 * {@link #beginsToFetch} by one {@link #fetched} or {@code leftEmptyHanded(true)}. Guarantees: (1) no permit is taken
 * while {@code max} or more are, except a parked one by whoever looked before {@code max} became smaller; (2) while
 * callers are queued, a free permit is on its way to one of them, and nobody who comes passes them; (3) a permit that
 * comes back while callers are queued goes to one of them, so no wake-up is lost, unless {@code max} has become smaller
 * and the permit ends. Progress: with a permit to spare and nobody queued, entering and leaving are one compare-and-set
 * each, without lookup or allocation, and mostly in a place that no other thread writes to; queueing takes the lock for a
 * few instructions and never runs foreign code under it. A caller that does not wait may miss a parked permit that is
 * moved while it looks.
 *
 * <p>Proof. All counts, {@code max} too, live in one word. {@code queued} and {@code max} change only under the lock,
 * where {@code queued} equals the line's length. A caller queues only by a compare-and-set on a word in which all permits
 * are taken or somebody is queued, and a larger {@code max} hands out what it adds in the same step (2). Leaving without
 * the lock is a compare-and-set on a word with nobody queued; if a caller queued meanwhile, the word has changed, the set
 * fails, and the leaver takes the lock and hands over (3). Handing over leaves {@code taken} as it is (1). Who leaves the
 * line by itself finds out under the lock whether it was granted a permit before.
 *
 * <p>While there is a permit to spare, one that comes back is {@linkplain ParkedPermits parked}: it stays counted as
 * taken, and the word is not written. Whoever parks reads the word afterwards; whoever makes the word one under which
 * nothing may be parked (the first that queues, a smaller {@code max}, closing) looks for parked permits afterwards. Of
 * the two at least one sees the other, takes the permit back and returns it through the word (2, 3).
 */
public final class Gate implements Admission {
    /** After so many looks at permits that come and go all the time, the count may be wrong by those that moved. */
    private static final int MOST_LOOKS = 3;

    private final int maxQueued;
    private final LongSupplier nanoTime;
    private final AtomicLong word;
    private final ParkedPermits parked;
    private final ExhaustionClock exhaustion;
    private final Discipline discipline;

    /** Guards the line with its discipline, and every change of the word's {@code queued} and {@code max} fields. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition drained = lock.newCondition();
    private final WaitingLine line;

    /** @param nanoTime the clock, in nanoseconds */
    public Gate(AdmissionSettings settings, LongSupplier nanoTime) {
        this(settings, nanoTime, new ParkedPermits());
    }

    Gate(AdmissionSettings settings, LongSupplier nanoTime, ParkedPermits parked) {
        this.parked = parked;
        int max = permitted(settings.max());
        if (settings.maxQueued() < 0) {
            throw new IllegalArgumentException("maxQueued " + settings.maxQueued());
        }
        this.maxQueued = Math.min(settings.maxQueued(), GateWord.MOST_QUEUED);
        this.nanoTime = nanoTime;
        this.word = new AtomicLong(GateWord.empty(max));
        HoldTime holdTime = new HoldTime(max);
        this.discipline = settings.adaptive()
                ? new Adaptive(holdTime, settings.targetNanos(), settings.timeoutNanos())
                : new Fifo();
        this.line = new WaitingLine(discipline, holdTime, settings.refuseHopeless());
        this.exhaustion = new ExhaustionClock(this::exhausted, nanoTime);
    }

    private static int permitted(int max) {
        if (max < 1 || max > GateWord.MOST_PERMITS) {
            throw new IllegalArgumentException("max " + max);
        }
        return max;
    }

    @Override
    public AdmissionResult enter(long timeoutNanos, @Nullable Priority priority) throws InterruptedException {
        long seen = word.get();
        while (GateWord.mayPass(seen)) {
            if (parked.take() || (GateWord.lastOne(seen) && parked.takeAny())) {
                return admitted();
            }
            if (word.compareAndSet(seen, seen + GateWord.ONE_TAKEN)) {
                return admitted();
            }
            seen = word.get();
        }
        if (GateWord.closed(seen)) {
            return AdmissionResult.CLOSED;
        }
        if (GateWord.mayTakeParked(seen) && parked.takeAny()) {
            return admitted();
        }
        if (timeoutNanos <= 0) {
            return AdmissionResult.TIMED_OUT;
        }
        long now = nanoTime.getAsLong();
        Waiter waiter = new Waiter(priority == null ? Priority.current() : priority, now, timeoutNanos);
        AdmissionResult entry = queueUnlessAdmitted(waiter, now);
        if (entry == null) {
            return await(waiter);
        }
        return entry == AdmissionResult.ADMITTED ? admitted() : entry;
    }

    private AdmissionResult admitted() {
        parkedHaveChanged();
        return AdmissionResult.ADMITTED;
    }

    /** One that was parked may be in use now, and it may have been the last. */
    private void parkedHaveChanged() {
        if (GateWord.exhausted(word.get())) {
            tellClock();
        }
    }

    /** What happened to the permit counts for more than its time; the next change puts the clock right. */
    private void tellClock() {
        try {
            exhaustion.conditionMayHaveChanged();
        } catch (RuntimeException | Error outOfMemoryOrStack) {
            // see above
        }
    }

    /** Null if the waiter is now queued. */
    private @Nullable AdmissionResult queueUnlessAdmitted(Waiter waiter, long now) {
        Waiter displaced = null;
        boolean first = false;
        lock.lock();
        try {
            while (true) {
                long seen = word.get();
                if (GateWord.closed(seen)) {
                    return AdmissionResult.CLOSED;
                }
                if (GateWord.mayPass(seen)) {
                    if (word.compareAndSet(seen, seen + GateWord.ONE_TAKEN)) {
                        return AdmissionResult.ADMITTED;
                    }
                    continue;
                }
                if (GateWord.mayTakeParked(seen) && parked.takeAny()) {
                    return AdmissionResult.ADMITTED;
                }
                AdmissionResult refusal = line.refusal(waiter, now);
                if (refusal != null) {
                    return refusal;
                }
                if (GateWord.queued(seen) >= maxQueued) {
                    displaced = line.lastBelow(waiter.priority);
                    if (displaced == null) {
                        return AdmissionResult.QUEUE_FULL;
                    }
                    // One comes for the one that goes: the word, which says that somebody is queued, stays as it is.
                    line.add(waiter, now);
                    line.leave(displaced, now);
                    displaced.state = State.DISPLACED;
                    return null;
                }
                if (word.compareAndSet(seen, seen + GateWord.ONE_QUEUED)) {
                    first = GateWord.queued(seen) == 0;
                    line.add(waiter, now);
                    return null;
                }
            }
        } finally {
            lock.unlock();
            if (displaced != null) {
                LockSupport.unpark(displaced.thread);
            }
            if (first) {
                recallParked();
            }
        }
    }

    private AdmissionResult await(Waiter waiter) throws InterruptedException {
        while (true) {
            if (waiter.state != State.WAITING) {
                return outcome(waiter);
            }
            if (Thread.interrupted()) {
                if (!leaveLine(waiter, true) && waiter.state == State.GRANTED) {
                    leftEmptyHanded(false);
                }
                throw new InterruptedException();
            }
            long now = nanoTime.getAsLong();
            long left = waiter.sinceNanos + waiter.timeoutNanos - now;
            long patience = waiter.asksAtNanos - now;
            if (left > 0 && patience > 0) {
                LockSupport.parkNanos(this, Math.min(left, patience));
            } else if (leaveLine(waiter, left <= 0)) {
                return left <= 0 ? AdmissionResult.TIMED_OUT : AdmissionResult.OVERLOAD;
            }
        }
    }

    private static AdmissionResult outcome(Waiter waiter) {
        return switch (waiter.state) {
            case GRANTED -> AdmissionResult.ADMITTED;
            case DISPLACED -> AdmissionResult.QUEUE_FULL;
            case CLOSED -> AdmissionResult.CLOSED;
            case WAITING, GONE -> throw new IllegalStateException(waiter.state.toString());
        };
    }

    /**
     * False if the waiter was granted a permit, or sent away, before it could leave.
     *
     * @param evenIfPatient whether it leaves although it might wait on
     */
    private boolean leaveLine(Waiter waiter, boolean evenIfPatient) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            if (waiter.state != State.WAITING || (!evenIfPatient && line.mayWaitOn(waiter, now))) {
                return false;
            }
            line.leave(waiter, now);
            waiter.state = State.GONE;
            word.addAndGet(-GateWord.ONE_QUEUED);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int taken() {
        return GateWord.taken(word.get());
    }

    @Override
    public int max() {
        return GateWord.max(word.get());
    }

    @Override
    public int waiting() {
        return GateWord.waiting(word.get());
    }

    @Override
    public void beginsToFetch() {
        long before = word.getAndAdd(GateWord.ONE_FETCHING);
        changed(before, before + GateWord.ONE_FETCHING);
    }

    @Override
    public void fetched() {
        long before = word.getAndAdd(-GateWord.ONE_FETCHING);
        changed(before, before - GateWord.ONE_FETCHING);
    }

    @Override
    public void leftEmptyHanded(boolean fetching) {
        givePermitBack(fetching ? GateWord.ONE_FETCHING : 0, -1);
    }

    @Override
    public void returned(long heldNanos) {
        int slot = GateWord.mayPass(word.get()) ? parked.park() : ParkedPermits.NO_SLOT;
        if (slot == ParkedPermits.NO_SLOT) {
            givePermitBack(0, heldNanos);
        } else if (!GateWord.mayPass(word.get()) && parked.takeFrom(slot)) {
            givePermitBack(0, heldNanos);
            parkedHaveChanged();
        }
    }

    /** Returns what is parked through the word, where those who wait for it get it, until it may be parked again. */
    private void recallParked() {
        while (!GateWord.mayPass(word.get()) && parked.takeAny()) {
            givePermitBack(0, -1);
            parkedHaveChanged();
        }
    }

    /**
     * @param fetching what to take from the word besides
     * @param heldNanos below 0 if it was for no connection
     */
    private void givePermitBack(long fetching, long heldNanos) {
        long seen = word.get();
        while (GateWord.queued(seen) == 0) {
            long next = seen - GateWord.ONE_TAKEN - fetching;
            if (word.compareAndSet(seen, next)) {
                changed(seen, next);
                return;
            }
            seen = word.get();
        }
        handOver(fetching, heldNanos);
    }

    private void handOver(long fetching, long heldNanos) {
        Waiter next;
        List<Waiter> told;
        long before;
        long after;
        lock.lock();
        try {
            boolean ends = GateWord.tooMany(word.get());
            long now = nanoTime.getAsLong();
            next = ends ? null : nextInLine(heldNanos, now);
            told = line.tellImpatient(now);
            long change = fetching + (next == null ? GateWord.ONE_TAKEN : GateWord.ONE_QUEUED);
            before = word.getAndAdd(-change);
            after = before - change;
            if (next != null) {
                next.state = State.GRANTED;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
        told.forEach(waiter -> LockSupport.unpark(waiter.thread));
        changed(before, after);
    }

    private @Nullable Waiter nextInLine(long heldNanos, long now) {
        return heldNanos < 0 ? line.next(now) : line.next(heldNanos, now);
    }

    private void changed(long before, long after) {
        if (GateWord.exhausted(before) != GateWord.exhausted(after)) {
            tellClock();
        }
        if (GateWord.closed(after) && GateWord.taken(after) == 0) {
            signalDrained();
        }
    }

    /**
     * Whoever changes the word so that it says another thing of this tells the clock afterwards; so does whoever takes a
     * parked permit while the word says that all may be in use.
     */
    private boolean exhausted() {
        long seen = word.get();
        return GateWord.exhausted(seen)
                && GateWord.inUse(seen, ParkedPermits.parked(parked.look())) >= GateWord.max(seen);
    }

    @Override
    public void resize(int max) {
        permitted(max);
        List<Waiter> granted = new ArrayList<>();
        lock.lock();
        try {
            long seen = word.get();
            while (!GateWord.closed(seen) && !word.compareAndSet(seen, GateWord.resized(seen, max))) {
                seen = word.get();
            }
            if (GateWord.closed(seen)) {
                return;
            }
            line.permits(max);
            long now = nanoTime.getAsLong();
            for (int i = GateWord.grantedBy(seen, max); i > 0; i--) {
                Waiter next = Objects.requireNonNull(line.next(now));
                next.state = State.GRANTED;
                granted.add(next);
            }
        } finally {
            lock.unlock();
        }
        granted.forEach(waiter -> LockSupport.unpark(waiter.thread));
        if (GateWord.tooMany(word.get())) {
            recallParked();
        }
        tellClock();
    }

    @Override
    public Occupancy occupancy() {
        long look = parked.look();
        for (int looks = 1; ; looks++) {
            long seen = word.get();
            long before = look;
            look = parked.look();
            if (look == before || looks == MOST_LOOKS) {
                return GateWord.occupancy(seen, ParkedPermits.parked(look));
            }
        }
    }

    @Override
    public long exhaustedNanos() {
        return exhaustion.nanos();
    }

    @Override
    public boolean overloaded() {
        return (GateWord.queued(word.get()) >= maxQueued && noPermitIsFree())
                || discipline.overloaded(nanoTime.getAsLong());
    }

    private boolean noPermitIsFree() {
        Occupancy now = occupancy();
        return now.inUse() + now.fetching() >= now.max();
    }

    @Override
    public long overloads() {
        return discipline.overloads();
    }

    @Override
    public long retryAfterNanos() {
        lock.lock();
        try {
            return line.retryAfterNanos(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public WaitingCallers waiting(int mostThreads) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            List<Waiter> longest = line.longestWaiting(Math.max(1, mostThreads));
            return new WaitingCallers(
                    waiting(),
                    longest.isEmpty() ? 0 : longest.get(0).timeoutNanos,
                    longest.stream()
                            .limit(mostThreads)
                            .map(waiter -> new WaitingCallers.Caller(waiter.thread, now - waiter.sinceNanos))
                            .toList());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String describe() {
        lock.lock();
        try {
            return discipline.describe(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Waiter> sentAway = new ArrayList<>();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (Waiter waiter = line.next(now); waiter != null; waiter = line.next(now)) {
                waiter.state = State.CLOSED;
                sentAway.add(waiter);
            }
            word.updateAndGet(seen -> (seen - sentAway.size() * GateWord.ONE_QUEUED) | GateWord.CLOSED);
        } finally {
            lock.unlock();
        }
        sentAway.forEach(waiter -> LockSupport.unpark(waiter.thread));
        recallParked();
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
