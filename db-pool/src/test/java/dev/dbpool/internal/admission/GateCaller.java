package dev.dbpool.internal.admission;

import static org.awaitility.Awaitility.await;

import dev.dbpool.Priority;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller of the gate on a thread of its own. */
final class GateCaller {
    private final CompletableFuture<AdmissionResult> outcome = new CompletableFuture<>();
    private final CompletableFuture<Boolean> flagAtTheEnd = new CompletableFuture<>();
    private final Thread thread;

    private GateCaller(Gate gate, long timeoutNanos, @Nullable Priority priority) {
        thread = new Thread(() -> enter(gate, timeoutNanos, priority), "gate-caller");
        thread.setDaemon(true);
        thread.start();
    }

    private void enter(Gate gate, long timeoutNanos, @Nullable Priority priority) {
        try {
            outcome.complete(gate.enter(timeoutNanos, priority));
        } catch (Throwable thrown) {
            outcome.completeExceptionally(thrown);
        } finally {
            flagAtTheEnd.complete(Thread.currentThread().isInterrupted());
        }
    }

    static GateCaller entering(Gate gate, long timeoutNanos, @Nullable Priority priority) {
        return new GateCaller(gate, timeoutNanos, priority);
    }

    /** Returns when the caller is in the queue, behind those that are there already. */
    static GateCaller queued(Gate gate, long timeoutNanos) {
        return queued(gate, timeoutNanos, null);
    }

    static GateCaller queued(Gate gate, long timeoutNanos, @Nullable Priority priority) {
        int before = gate.occupancy().queued();
        GateCaller caller = entering(gate, timeoutNanos, priority);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> gate.occupancy().queued() == before + 1);
        return caller;
    }

    /** Returns when the caller has displaced the other one. */
    static GateCaller queuedInPlaceOf(GateCaller displaced, Gate gate, long timeoutNanos, Priority priority) {
        GateCaller caller = entering(gate, timeoutNanos, priority);
        await().until(() -> !displaced.waits());
        return caller;
    }

    Thread thread() {
        return thread;
    }

    AdmissionResult outcome() throws InterruptedException, ExecutionException, TimeoutException {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    boolean flagAtTheEnd() throws InterruptedException, ExecutionException, TimeoutException {
        return flagAtTheEnd.get(10, TimeUnit.SECONDS);
    }

    boolean waits() {
        return !outcome.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Lets the caller look at the clock, which may have moved by hand. */
    void lookAtTheClock() {
        LockSupport.unpark(thread);
    }
}
