package dev.dbpool.internal.engine;

import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.slot.Slot;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes sessions in good order on a thread of the engine's, one after the other: the driver tells the server, which takes
 * time if the peer is dead. The slot is free for another session only afterwards, so that the server never has more.
 */
final class Closer {
    private final Gate gate;
    private final Executor threads;
    private final Runnable vacated;
    private final ConcurrentLinkedQueue<Slot> closing = new ConcurrentLinkedQueue<>();

    /** Slots in the queue or in the worker's hands. A worker runs if and only if there are any. */
    private final AtomicInteger open = new AtomicInteger();

    /** @param vacated run after a slot has become free */
    Closer(Gate gate, Executor threads, Runnable vacated) {
        this.gate = gate;
        this.threads = threads;
        this.vacated = vacated;
    }

    /** Closes the session of a slot that the caller owns. Does not block. */
    void close(Slot slot) {
        gate.beginClose(slot);
        closing.add(slot);
        if (open.getAndIncrement() == 0) {
            try {
                threads.execute(() -> closeAll(false));
            } catch (RuntimeException | Error noThread) {
                closeAll(true);
            }
        }
    }

    /** @param atOnce whether to cut the sessions, because the thread is a caller's */
    private void closeAll(boolean atOnce) {
        do {
            try {
                close(closing.remove(), atOnce);
            } catch (RuntimeException | Error unexpected) {
                QuietLog.warn("closing a connection failed unexpectedly", unexpected);
            }
        } while (open.decrementAndGet() > 0);
    }

    private void close(Slot slot, boolean atOnce) {
        try {
            end(slot.session(), atOnce);
        } finally {
            gate.vacate(slot);
            vacated.run();
        }
    }

    private static void end(PhysicalConnection session, boolean atOnce) {
        if (atOnce) {
            session.kill();
        } else {
            session.end();
        }
    }
}
