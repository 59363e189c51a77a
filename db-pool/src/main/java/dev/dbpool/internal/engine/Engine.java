package dev.dbpool.internal.engine;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PoolThread;
import dev.dbpool.internal.slot.Slot;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in slots: lends them, opens and closes them, looks after those that are idle.
 *
 * <p>Thread-safe. A slot that a method hands out comes back once, by {@link #release}, {@link #retire} or {@link #discard}.
 * Only {@link #await} and {@link #close} block.
 */
public final class Engine {
    /** Names the engine in the metrics. */
    public static final String DESCRIPTION = "slots";

    private static final long LONGEST_SHUTDOWN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE_THREAD_SECONDS = 1;

    private final Gate gate;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor threads;
    private final Closer closer;
    private final Opener opener;
    private final UpkeepThread upkeep;

    /** @param foundDead run when upkeep finds a dead session */
    public Engine(EngineSettings settings, Gate gate, SessionSource source, Runnable foundDead, LongSupplier nanoTime) {
        this.gate = gate;
        this.nanoTime = nanoTime;
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                PoolThread.named(settings.threadPrefix() + "engine"));
        this.closer = new Closer(gate, threads, this::sessionIsGone);
        this.opener = new Opener(settings, gate, source, closer, threads, this::roundSoon, nanoTime);
        Upkeep rounds = new Upkeep(settings, gate, opener, closer, foundDead, nanoTime, System::currentTimeMillis);
        this.upkeep = new UpkeepThread(settings.threadPrefix() + "upkeep", rounds::round);
    }

    private void sessionIsGone() {
        opener.ask();
    }

    private void roundSoon() {
        upkeep.soon();
    }

    /**
     * Begins to keep sessions ready.
     *
     * @param first one that has been opened already
     * @param rehearsal what the upkeep's thread does before anything else
     */
    public void start(@Nullable PhysicalConnection first, Runnable rehearsal) {
        if (first != null) {
            opener.adopt(first);
        }
        upkeep.start(rehearsal);
        opener.ask();
    }

    // --- the way in ---

    /** A slot with an idle session, now the caller's; null if there is none or callers are queued. Never blocks. */
    public @Nullable Slot tryTake(long nowNanos) {
        Slot slot = gate.tryTake(nowNanos);
        if (slot != null && gate.queued() > 0) {
            // The queued caller that it passed asked for no session, because this one was idle.
            opener.ask();
        }
        return slot;
    }

    /** The slot with this index. */
    public Slot slot(int index) {
        return gate.slots().at(index);
    }

    /** Whether a session is open that callers have or could have. */
    public boolean anyOpen() {
        return gate.slots().anyOpen();
    }

    /** A caller that is to wait; see {@link Gate#waiter}. */
    public Waiter waiter(@Nullable Priority priority, long sinceNanos, long timeoutNanos) {
        return gate.waiter(priority, sinceNanos, timeoutNanos);
    }

    /**
     * Waits for a slot with a session. The waiter {@linkplain Waiter#granted names} it if the result is ADMITTED.
     *
     * @param front whether the caller had a slot already, whose session was dead
     * @throws InterruptedException if the caller is interrupted; it owns no slot then
     */
    public AdmissionResult await(Waiter waiter, boolean front) throws InterruptedException {
        boolean over = false;
        try {
            AdmissionResult result = gate.join(waiter, front);
            if (result == null) {
                opener.ask();
                result = gate.await(waiter);
            }
            over = true;
            return result;
        } finally {
            Slot granted = over ? null : gate.leave(waiter);
            if (granted != null) {
                release(granted, -1, nanoTime.getAsLong());
            }
        }
    }

    /** The owner of a slot begins to test its session, and counts as waiting again. */
    public void beginTest(Slot slot) {
        slot.beginTest();
        gate.slots().becameFree();
    }

    /** The session is fit: the owner of the slot has it. */
    public void endTest(Slot slot) {
        slot.passOn();
        gate.slots().becameLent();
    }

    // --- the way back ---

    /** Gives a slot back whose session is fit for the next caller. */
    public void release(Slot slot, long heldNanos, long nowNanos) {
        if (Upkeep.mustGo(slot, nowNanos) || !gate.give(slot, heldNanos, nowNanos)) {
            closer.close(slot);
        }
    }

    /** Gives a slot back whose session is to be replaced; it is closed in good order, in the background. */
    public void retire(Slot slot) {
        closer.close(slot);
    }

    /** Gives a slot back whose session must not be lent again, and ends the session at once. */
    public void discard(Slot slot) {
        try {
            slot.session().kill();
        } finally {
            gate.vacate(slot);
            opener.ask();
        }
    }

    // --- size and end ---

    /** Changes how many sessions there may be and how many are kept idle. Does not block. */
    public void resize(int minConnections, int maxConnections) {
        opener.minConnections(minConnections);
        List<Slot> surplus = gate.resize(maxConnections);
        surplus.forEach(closer::close);
        opener.ask();
    }

    /** Closes the sessions that are idle now. Does not block. */
    public void evictIdle() {
        for (Slot slot : gate.slots().all()) {
            if (slot.takeToClose()) {
                closer.close(slot);
            }
        }
    }

    /** Ends the engine's threads and closes idle sessions, after the gate was closed. Blocks, at most some seconds. */
    public void close() {
        opener.close();
        upkeep.close();
        evictIdle();
        threads.shutdown();
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONGEST_SHUTDOWN_NANOS;
        for (long left = LONGEST_SHUTDOWN_NANOS; left > 0; left = deadline - System.nanoTime()) {
            try {
                threads.awaitTermination(left, TimeUnit.NANOSECONDS);
                upkeep.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
