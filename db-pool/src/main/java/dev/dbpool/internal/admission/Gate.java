package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.Waiter.State;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots, and the line of callers that wait for one. Taking an idle slot by compare-and-set is the admission; the lock
 * is for the line.
 *
 * <p><b>Assumption.</b> Each slot that a method hands out comes back once: by a {@link #give} that returns true, or by
 * {@link #vacate}.
 *
 * <p><b>Guarantees.</b> (1) A slot has one owner (see {@link Slot}). Never more than {@code max} slots have a session or
 * are about to, except those on their way out after {@code max} became smaller. (2) While callers are queued, no slot
 * stays idle: it is handed over, or a queued caller has been called to take it. (3) A caller that begins later than
 * {@link QueueWord#PASS_NANOS} after another one has queued takes no slot past the line, unless sessions die.
 *
 * <p><b>Progress.</b> While nobody is queued, taking and giving are one atomic instruction each, mostly on a cache line
 * that no other thread writes to. Queueing takes the lock for a few instructions; foreign code never runs under it.
 *
 * <p><b>Proof of (2).</b> A giver writes IDLE and then reads the queue's word; a caller that queues writes the word and then
 * reads the slots. So at least one of the two sees the other. A giver that sees a queue does one of two things. It takes
 * the slot back and hands it over under the lock; if another thread took the slot first, that thread is the next giver. Or
 * it calls the first of the line, unless a call stands. A called caller clears the call in the word and then looks at the
 * slots, under the lock; so a giver that found the call standing had written IDLE before. A caller that leaves the line
 * with the call standing does the same, and passes the call on. A test visits every interleaving.
 *
 * <p><b>Proof of (3).</b> Giver and newcomer compare their own reading of the clock with when the first of the line began.
 * That one began before it queued, and so before those behind it queued. Only a caller whose session was dead goes to the
 * front later. (2) does not depend on these readings.
 */
public final class Gate {
    /** A caller for which a session is being opened asks again after this time whether it may still wait. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Slots slots;
    private final LongSupplier nanoTime;
    private final int maxQueued;
    private final QueueWord queue = new QueueWord();
    private final Discipline discipline;

    /** Guards all fields below, the line with its waiters, the queue's word, and the steps from and to GONE. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition drained = lock.newCondition();
    private final WaitingLine line;

    /** Slots that are EMPTY or OPENING. As many callers may queue beyond {@link #maxQueued}: a session may come for each. */
    private int openable;

    /** Slots beyond {@link #max} that have not come back yet. The next that do are closed. */
    private int surplus;

    /** Slots beyond {@link #max} whose sessions are being closed. So many of those that are vacated next are GONE. */
    private int leaving;

    private boolean closed;

    /** The queued caller that was woken to look for an idle slot, and has not looked yet. */
    private @Nullable Waiter called;

    /** Callers to unpark once the lock is released. */
    private @Nullable Woken toWake;

    private volatile int max;

    /** {@link #openable}, for readers without the lock. */
    private volatile int openableNow;

    /** All slots begin EMPTY. */
    public Gate(AdmissionSettings settings, LongSupplier nanoTime) {
        this.max = permitted(settings.max());
        if (settings.maxQueued() < 0) {
            throw new IllegalArgumentException("maxQueued " + settings.maxQueued());
        }
        this.maxQueued = settings.maxQueued();
        this.nanoTime = nanoTime;
        this.openable = max;
        this.openableNow = max;
        this.slots = new Slots(max, nanoTime);
        HoldTime holdTime = new HoldTime(max);
        this.discipline = settings.adaptive()
                ? new Adaptive(holdTime, settings.targetNanos(), settings.timeoutNanos())
                : new Fifo();
        this.line = new WaitingLine(discipline, holdTime, settings.refuseHopeless());
    }

    private static int permitted(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max " + max);
        }
        return max;
    }

    /** All slots, to count and to look after. */
    public Slots slots() {
        return slots;
    }

    /** How many slots there may be. */
    public int max() {
        return max;
    }

    private record Woken(Waiter waiter, @Nullable Woken others) {}

    /** It may run out of memory, so it comes before the step that the waiter is woken for. */
    private void wake(Waiter waiter) {
        toWake = new Woken(waiter, toWake);
    }

    /** Allocates nothing, so that the lock is released whatever happened under it. */
    private void unlock() {
        Woken woken = toWake;
        toWake = null;
        lock.unlock();
        for (; woken != null; woken = woken.others()) {
            LockSupport.unpark(woken.waiter().thread);
        }
    }

    /** Whoever reads the queue without the lock sees it as it is from here on. */
    private void publish() {
        openableNow = openable;
        queue.set(closed, surplus > 0, called != null, line.size(), line.oldestNanos());
    }

    // --- the way in ---

    /** An idle slot, now LENT to the caller; null if there is none or the caller has to queue. Never blocks. */
    public @Nullable Slot tryTake(long nowNanos) {
        return queue.mayPass(queue.word(), nowNanos) ? slots.take(nowNanos) : null;
    }

    /**
     * A caller that is to queue.
     *
     * @param priority null for that of the thread
     * @param sinceNanos when its acquisition began
     * @param timeoutNanos how long it waits, counted from there
     */
    public Waiter waiter(@Nullable Priority priority, long sinceNanos, long timeoutNanos) {
        return new Waiter(priority == null ? Priority.current() : priority, sinceNanos, timeoutNanos);
    }

    /**
     * Queues the caller, unless what becomes of it is decided at once.
     *
     * @param front whether it goes before all of its priority and is not refused: it had a slot, whose session was dead
     * @return null if it is queued now and has to {@link #await}
     */
    public @Nullable AdmissionResult join(Waiter waiter, boolean front) {
        lock.lock();
        try {
            if (closed) {
                return AdmissionResult.CLOSED;
            }
            long now = nanoTime.getAsLong();
            AdmissionResult refusal = front ? null : refusal(waiter, now);
            if (refusal != null) {
                return takesUnqueued(waiter) ? AdmissionResult.ADMITTED : refusal;
            }
            Waiter displaced = front || !lineIsFull() ? null : line.lastBelow(waiter.priority);
            if (displaced != null) {
                wake(displaced);
            }
            line.add(waiter, front, now);
            if (displaced != null) {
                leave(displaced, State.DISPLACED, now);
            }
            publish();
            // A giver that did not see this caller has written IDLE by now.
            return line.size() == 1 && takeIdle(waiter, now) ? AdmissionResult.ADMITTED : null;
        } finally {
            unlock();
        }
    }

    private @Nullable AdmissionResult refusal(Waiter newcomer, long now) {
        AdmissionResult refusal = line.size() < openable ? null : line.refusal(newcomer, now);
        if (refusal != null || !lineIsFull()) {
            return refusal;
        }
        return line.lastBelow(newcomer.priority) == null ? AdmissionResult.QUEUE_FULL : null;
    }

    private boolean lineIsFull() {
        return line.size() - openable >= maxQueued;
    }

    /** A slot may have become idle since the newcomer looked. */
    private boolean takesUnqueued(Waiter newcomer) {
        Slot slot = line.size() == 0 ? slots.takeLowest() : null;
        if (slot == null) {
            return false;
        }
        newcomer.slot = slot;
        newcomer.state = State.GRANTED;
        return true;
    }

    /**
     * Waits in the line until the waiter is admitted, or its timeout or its patience is over.
     *
     * @throws InterruptedException if the caller is interrupted; then, and whatever else is thrown, it has to {@link #leave}
     */
    public AdmissionResult await(Waiter waiter) throws InterruptedException {
        while (waiter.state == State.WAITING) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (waiter.called) {
                look(waiter);
                continue;
            }
            long now = nanoTime.getAsLong();
            long left = waiter.sinceNanos + waiter.timeoutNanos - now;
            long patience = waiter.asksAtNanos - now;
            if (left > 0 && patience > 0) {
                LockSupport.parkNanos(this, Math.min(left, patience));
            } else if (leaveUnlessDecided(waiter, left <= 0)) {
                return left <= 0 ? AdmissionResult.TIMED_OUT : AdmissionResult.OVERLOAD;
            }
        }
        return waiter.result();
    }

    /**
     * Ends the waiting of a caller that cannot go on, whether it has begun or not.
     *
     * @return the slot that the waiter had been granted before, and owns; null if there is none
     */
    public @Nullable Slot leave(Waiter waiter) {
        leaveUnlessDecided(waiter, true);
        return waiter.granted();
    }

    /**
     * False if the waiter was granted a slot, or sent away, before it could leave.
     *
     * @param evenIfPatient whether it leaves although it might wait on
     */
    private boolean leaveUnlessDecided(Waiter waiter, boolean evenIfPatient) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            if (waiter.state != State.WAITING || (!evenIfPatient && mayWaitOn(waiter, now))) {
                return false;
            }
            leave(waiter, State.GONE, now);
            return true;
        } finally {
            unlock();
        }
    }

    /** Callers for whom sessions may be opened wait for logins: the load says nothing about them. */
    private boolean mayWaitOn(Waiter waiter, long now) {
        if (line.mayWaitOn(waiter, now)) {
            return true;
        }
        if (line.size() > openable) {
            return false;
        }
        waiter.asksAtNanos = now + ASK_AGAIN_NANOS;
        return true;
    }

    // --- the steps of the line, all under the lock ---

    /** Takes the waiter out of the line. A call that it had passes to the next, if a slot may be idle. */
    private void leave(Waiter waiter, State outcome, long now) {
        line.leave(waiter, now);
        waiter.state = outcome;
        boolean passesCall = called == waiter;
        if (passesCall) {
            called = null;
        }
        publish();
        if (passesCall) {
            // A giver that still found the call standing has written IDLE by now.
            callIfAnyIdle(now);
        }
    }

    private void callIfAnyIdle(long now) {
        if (slots.anyIdle()) {
            call(now);
        }
    }

    /** Wakes the first of the line to look for an idle slot, unless a caller has been called already. */
    private void call(long now) {
        Waiter first = called == null ? line.peek(now) : null;
        if (first != null) {
            wake(first);
            called = first;
            first.called = true;
            publish();
        }
    }

    private boolean takeIdle(Waiter waiter, long now) {
        Slot slot = slots.takeLowest();
        if (slot == null) {
            return false;
        }
        grant(waiter, slot, now);
        return true;
    }

    /** The slot is LENT to the waiter from now on. */
    private void grant(Waiter waiter, Slot slot, long now) {
        waiter.slot = slot;
        leave(waiter, State.GRANTED, now);
    }

    /** A called caller looks for an idle slot. */
    private void look(Waiter waiter) {
        lock.lock();
        try {
            waiter.called = false;
            if (called == waiter) {
                called = null;
                publish();
                long now = nanoTime.getAsLong();
                if (takeIdle(waiter, now)) {
                    callIfAnyIdle(now);
                }
            }
        } finally {
            unlock();
        }
    }

    // --- the way back ---

    /**
     * Gives a slot whose session is fit: to the next in line, or to the idle ones. Never waits for a caller.
     *
     * @param heldNanos how long a caller held it; below 0 if none did
     * @return false if the session is not wanted any more: the caller still owns the slot, has to close the session and to
     *     {@link #vacate} the slot
     */
    public boolean give(Slot slot, long heldNanos, long nowNanos) {
        while (true) {
            if (!queue.mayPass(queue.word(), nowNanos)) {
                Handover done = handOver(slot, heldNanos, nowNanos);
                if (done != Handover.NOBODY_WAITS) {
                    return done == Handover.DONE;
                }
            }
            slot.becomeIdle();
            slots.becameFree();
            int seen = queue.word();
            if (seen == 0) {
                return true;
            }
            if (queue.mayPass(seen, nowNanos)) {
                if (!QueueWord.called(seen)) {
                    callFirst(nowNanos);
                }
                return true;
            }
            if (!slot.take()) {
                return true;
            }
            slots.becameLent();
        }
    }

    private void callFirst(long now) {
        lock.lock();
        try {
            call(now);
        } finally {
            unlock();
        }
    }

    private enum Handover {
        DONE,
        NOBODY_WAITS,
        UNWANTED
    }

    private Handover handOver(Slot slot, long heldNanos, long now) {
        boolean fromPool = !slot.lent();
        lock.lock();
        try {
            if (closed) {
                return Handover.UNWANTED;
            }
            if (surplus > 0) {
                surplus--;
                leaving++;
                publish();
                return Handover.UNWANTED;
            }
            if (heldNanos >= 0) {
                line.returned(heldNanos, now);
            }
            Waiter next = line.peek(now);
            if (next == null) {
                return Handover.NOBODY_WAITS;
            }
            wake(next);
            line.tellImpatient(now).forEach(this::wake);
            slot.passOn();
            grant(next, slot, now);
        } finally {
            unlock();
        }
        if (fromPool) {
            slots.becameLent();
        }
        return Handover.DONE;
    }

    /** The owner of a slot begins to close its session; it has to {@link #vacate} the slot afterwards. */
    public void beginClose(Slot slot) {
        slot.beginClose();
        slots.becameFree();
        if (closed()) {
            signalDrained();
        }
    }

    private void signalDrained() {
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            unlock();
        }
    }

    /** The session of a slot that the caller owns is gone, or was never opened. */
    public void vacate(Slot slot) {
        lock.lock();
        try {
            openable -= slot.opening() ? 1 : 0;
            slot.unsettle();
            if (surplus + leaving > 0) {
                surplus -= leaving > 0 ? 0 : 1;
                leaving -= leaving > 0 ? 1 : 0;
                slot.becomeGone();
            } else {
                openable++;
                slot.becomeEmpty();
            }
            publish();
            drained.signalAll();
        } finally {
            unlock();
        }
        slots.changed();
    }

    /** The login for a slot that is OPENING succeeded, and the slot is settled. Otherwise as {@link #give}. */
    public boolean opened(Slot slot, long nowNanos) {
        lock.lock();
        try {
            openable--;
            publish();
            slot.beginTend();
        } finally {
            unlock();
        }
        return give(slot, -1, nowNanos);
    }

    /** Sends every queued caller away if no session is open: PostgreSQL refuses to open any, so that none can come. */
    public void sendAwayIfNoneIsOpen() {
        lock.lock();
        try {
            if (!slots.anyOpen()) {
                sendAway(State.UNSERVABLE);
            }
        } finally {
            unlock();
        }
    }

    private void sendAway(State why) {
        long now = nanoTime.getAsLong();
        called = null;
        for (Waiter waiter = line.peek(now); waiter != null; waiter = line.peek(now)) {
            wake(waiter);
            leave(waiter, why, now);
        }
    }

    // --- size and end ---

    /**
     * Changes how many slots there may be. Those that a larger size adds are EMPTY. A smaller size takes the empty ones,
     * then idle ones, then what comes back. Without effect once closed.
     *
     * @return slots, now CLOSING, whose sessions the caller has to close before it {@linkplain #vacate vacates} them
     */
    public List<Slot> resize(int newMax) {
        permitted(newMax);
        List<Slot> closing = new ArrayList<>(Math.max(0, max - newMax));
        lock.lock();
        try {
            if (closed) {
                return closing;
            }
            int more = newMax - max;
            if (more > 0) {
                grow(more);
            }
            max = newMax;
            line.permits(newMax);
            if (more < 0) {
                surplus -= more;
                publish();
                shrink(closing);
            }
            publish();
        } finally {
            unlock();
        }
        slots.changed();
        return closing;
    }

    private void grow(int more) {
        int kept = Math.min(surplus, more);
        int staying = Math.min(leaving, more - kept);
        int added = more - kept - staying;
        slots.grow(added);
        surplus -= kept;
        leaving -= staying;
        openable += added;
    }

    /** The surplus was published before: a slot that becomes idle from now on is seen here or by its giver. */
    private void shrink(List<Slot> closing) {
        int removed = slots.remove(surplus);
        surplus -= removed;
        openable -= removed;
        for (Slot idle = takeSurplus(); idle != null; idle = takeSurplus()) {
            surplus--;
            leaving++;
            closing.add(idle);
        }
    }

    private @Nullable Slot takeSurplus() {
        return surplus > 0 ? slots.takeHighestToClose() : null;
    }

    /** Admits nobody any more, and sends those that wait away at once. Slots in use stay in use. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            sendAway(State.CLOSED);
            publish();
        } finally {
            unlock();
        }
    }

    /**
     * Waits, after {@link #close}, until no caller has a slot.
     *
     * @return false if the time ran out first
     */
    public boolean awaitDrained(long timeoutNanos) throws InterruptedException {
        long left = timeoutNanos;
        lock.lock();
        try {
            while (slots.counts().inUse() > 0) {
                if (left <= 0) {
                    return false;
                }
                left = drained.awaitNanos(left);
            }
            return true;
        } finally {
            unlock();
        }
    }

    // --- what can be seen from outside ---

    /** The counts of one instant, unless callers come and go all the while. */
    public Occupancy occupancy() {
        return new Occupancy(slots.counts(), queued(), max);
    }

    /** How many slots have no session. Cheap. */
    public int openable() {
        return openableNow;
    }

    /** Callers in the line. Cheap. */
    public int queued() {
        return QueueWord.queued(queue.word());
    }

    public boolean closed() {
        return QueueWord.closed(queue.word());
    }

    /** Nanoseconds, since the gate was made, in which all slots were lent. */
    public long exhaustedNanos() {
        return slots.exhaustedNanos();
    }

    /** Whether callers are refused now, because the line is full or too many come. */
    public boolean overloaded() {
        return full() || discipline.overloaded(nanoTime.getAsLong());
    }

    private boolean full() {
        if (queued() < maxQueued) {
            return false;
        }
        lock.lock();
        try {
            return lineIsFull() && !slots.anyIdle();
        } finally {
            unlock();
        }
    }

    /** How often it came to shedding because too many came. */
    public long overloads() {
        return discipline.overloads();
    }

    /** For how long a caller that is refused now should stay away. */
    public long retryAfterNanos() {
        lock.lock();
        try {
            return line.retryAfterNanos(nanoTime.getAsLong());
        } finally {
            unlock();
        }
    }

    /** Those that wait, with up to that many of their threads. Takes the lock for that many steps. */
    public WaitingCallers waiting(int mostThreads) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            List<Waiter> longest = line.longestWaiting(Math.max(1, mostThreads));
            return new WaitingCallers(
                    occupancy().waiting(),
                    longest.isEmpty() ? 0 : longest.get(0).timeoutNanos,
                    longest.stream()
                            .limit(mostThreads)
                            .map(waiter -> new WaitingCallers.Caller(waiter.thread, now - waiter.sinceNanos))
                            .toList());
        } finally {
            unlock();
        }
    }

    /** The state of admission in one sentence, for people. */
    public String describe() {
        lock.lock();
        try {
            return discipline.describe(nanoTime.getAsLong());
        } finally {
            unlock();
        }
    }
}
