package dev.dbpool.internal.engine;

import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions while callers wait for one or too few are idle, several at a time.
 *
 * <p>A worker is a task on one of the engine's threads that opens sessions, one after the other, until no more are wanted.
 * {@link #ask} starts workers; it is called after every step that may have made a session wanted. Invariant: when all calls of
 * {@code ask} have returned, sessions are wanted, and no worker has failed unexpectedly, at least one worker is running: the last
 * one asks again after it has left {@link #workers}. A worker that failed unexpectedly does not, or it might never rest; the upkeep
 * asks again in its next round. Thread-safe; nothing here blocks its caller.
 */
final class Opener {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** Lifetimes differ by up to this part, so that sessions opened together are not all replaced together. */
    private static final double LIFETIME_SPREAD = 0.2;

    private final EngineSettings settings;
    private final Gate gate;
    private final SessionSource source;
    private final Closer closer;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final AtomicInteger workers = new AtomicInteger();

    /** Guards that a slot is claimed only if its session is wanted besides those that other workers are opening. */
    private final ReentrantLock claiming = new ReentrantLock();

    private volatile int minConnections;
    private volatile boolean closed;

    Opener(
            EngineSettings settings,
            Gate gate,
            SessionSource source,
            Closer closer,
            Executor threads,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.gate = gate;
        this.source = source;
        this.closer = closer;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.minConnections = settings.minConnections();
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
        for (int working = workers.get(); !closed && working < wantedWorkers(); working = workers.get()) {
            if (workers.compareAndSet(working, working + 1) && !started()) {
                return;
            }
        }
    }

    private int wantedWorkers() {
        return Math.min(settings.connectParallelism(), wanted(gate.slots().counts()));
    }

    /** How many sessions should be opened, those included whose login is under way. */
    private int wanted(SlotCounts slots) {
        int missing = Math.max(gate.queued(), minConnections - slots.idle());
        return Math.min(missing, slots.opening() + slots.empty());
    }

    private boolean started() {
        try {
            threads.execute(this::work);
            return true;
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            workers.decrementAndGet();
            LOG.debug("{}: no thread to open a session on", settings.service(), noThread);
            return false;
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
            LOG.warn("{}: opening a connection failed unexpectedly", settings.service(), unexpected);
        } finally {
            workers.decrementAndGet();
            if (asWanted) {
                ask();
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
        PhysicalConnection session = null;
        try {
            session = source.open(this::goOn);
            long now = nanoTime.getAsLong();
            slot.settle(session, now, expiry(now));
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        } catch (SQLException givenUp) {
            LOG.debug("{}: no session is wanted any more", settings.service(), givenUp);
            return false;
        } finally {
            if (session == null) {
                gate.vacate(slot);
            } else if (!gate.opened(slot, slot.usedNanos())) {
                closer.close(slot);
            }
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
        long now = nanoTime.getAsLong();
        slot.settle(session, now, expiry(now));
        if (!gate.opened(slot, now)) {
            closer.close(slot);
        }
    }
}
