package dev.dbpool.internal.engine;

import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions while callers wait for one or too few are idle, several at a time.
 *
 * <p>A worker is a task on one of the engine's threads that opens sessions, one after the other, until no more are wanted.
 * {@link #ask} starts workers; it is called after every step that may have made a session wanted. Invariant: when all calls of
 * {@code ask} have returned and sessions are wanted, at least one worker is running, or a round of upkeep is due within a
 * second and asks again. Proof: a worker that ends asks again after it has left {@link #workers}. One that failed
 * unexpectedly, and an {@code ask} that got no thread, might never rest if they did; they have the round come.
 * Thread-safe; nothing here blocks its caller or throws.
 */
final class Opener {
    /** Lifetimes differ by up to this part, so that sessions opened together are not all replaced together. */
    private static final double LIFETIME_SPREAD = 0.2;

    private final EngineSettings settings;
    private final Gate gate;
    private final SessionSource source;
    private final Closer closer;
    private final Executor threads;
    private final Runnable roundSoon;
    private final LongSupplier nanoTime;
    private final AtomicInteger workers = new AtomicInteger();

    /** Guards that a slot is claimed only if its session is wanted besides those that other workers are opening. */
    private final ReentrantLock claiming = new ReentrantLock();

    private volatile int minConnections;
    private volatile boolean closed;

    /** @param roundSoon has a round of upkeep come within a second */
    Opener(
            EngineSettings settings,
            Gate gate,
            SessionSource source,
            Closer closer,
            Executor threads,
            Runnable roundSoon,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.gate = gate;
        this.source = source;
        this.closer = closer;
        this.threads = threads;
        this.roundSoon = roundSoon;
        this.nanoTime = nanoTime;
        this.minConnections = settings.minConnections();
    }

    long lookAround() {
        return source.lookAround();
    }

    int minConnections() {
        return minConnections;
    }

    void minConnections(int connections) {
        minConnections = connections;
    }

    /** A session may be wanted now. */
    void ask() {
        if (gate.openable() == 0) {
            return;
        }
        try {
            for (int working = workers.get(); !closed && working < wantedWorkers(); working = workers.get()) {
                if (workers.compareAndSet(working, working + 1)) {
                    startWorker();
                }
            }
        } catch (RuntimeException | Error noThread) {
            roundSoon.run();
        }
    }

    private int wantedWorkers() {
        return Math.min(settings.connectParallelism(), wanted(gate.slots().counts()));
    }

    /** How many sessions should be opened, those included whose login is under way. None once the pool is closing. */
    private int wanted(SlotCounts slots) {
        if (gate.closed()) {
            return 0;
        }
        int missing = Math.max(callersWithoutSession(), minConnections - slots.idle());
        return Math.min(missing, slots.opening() + slots.empty());
    }

    /** A caller that was woken to take an idle session is queued until it has taken it. */
    private int callersWithoutSession() {
        int callers = gate.queued();
        if (callers > 0) {
            for (Slot slot : gate.slots().all()) {
                callers -= slot.idle() ? 1 : 0;
            }
        }
        return callers;
    }

    private void startWorker() {
        boolean started = false;
        try {
            threads.execute(this::work);
            started = true;
        } finally {
            if (!started) {
                workers.decrementAndGet();
            }
        }
    }

    private void work() {
        boolean asWanted = false;
        try {
            Slot slot = claim();
            while (slot != null && openFor(slot)) {
                slot = claim();
            }
            asWanted = true;
        } catch (RuntimeException | Error unexpected) {
            QuietLog.warn("{}: opening a connection failed unexpectedly", settings.service(), unexpected);
        } finally {
            workers.decrementAndGet();
            if (asWanted) {
                ask();
            } else {
                roundSoon.run();
            }
        }
    }

    private @Nullable Slot claim() {
        claiming.lock();
        try {
            SlotCounts slots = gate.slots().counts();
            return !closed && slots.opening() < wanted(slots) ? gate.slots().claim() : null;
        } finally {
            claiming.unlock();
        }
    }

    /** Whether a session was opened. */
    private boolean openFor(Slot slot) {
        boolean opened = false;
        try {
            settle(slot, source.open(this::goOn));
            opened = true;
        } catch (InterruptedException | SQLException givenUp) {
            // No session is wanted any more, or whether one is has to be asked again.
        } finally {
            if (!opened) {
                gate.vacate(slot);
            }
        }
        if (opened) {
            giveOut(slot);
        }
        return opened;
    }

    private void settle(Slot slot, PhysicalConnection session) {
        long now = nanoTime.getAsLong();
        slot.settle(session, now, expiry(now));
    }

    private void giveOut(Slot slot) {
        if (!gate.opened(slot, slot.usedNanos())) {
            closer.close(slot);
        }
    }

    private boolean goOn() {
        if (source.refuses()) {
            gate.sendAwayIfNoneIsOpen();
        }
        return !closed && wanted(gate.slots().counts()) > 0;
    }

    private long expiry(long now) {
        if (settings.maxLifetime().isZero()) {
            return now + Long.MAX_VALUE / 2;
        }
        double part = 1 - LIFETIME_SPREAD * ThreadLocalRandom.current().nextDouble();
        return now + (long) (settings.maxLifetime().toNanos() * part);
    }

    /** Begins nothing any more. */
    void close() {
        closed = true;
    }

    /** Opens the slot's session from outside: the first of a pool. */
    void adopt(PhysicalConnection session) {
        Slot slot = gate.slots().claim();
        if (slot == null) {
            throw new IllegalStateException("no empty slot for the first session");
        }
        settle(slot, session);
        giveOut(slot);
    }
}
