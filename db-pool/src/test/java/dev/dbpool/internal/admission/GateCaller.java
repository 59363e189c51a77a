package dev.dbpool.internal.admission;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A caller of the gate on a thread of its own. */
final class GateCaller {
    private final CompletableFuture<Entry> outcome = new CompletableFuture<>();
    private final CompletableFuture<Boolean> flagAtTheEnd = new CompletableFuture<>();
    private final Thread thread;

    private GateCaller(Gate gate, long timeoutNanos) {
        thread = new Thread(() -> enter(gate, timeoutNanos), "gate-caller");
        thread.setDaemon(true);
        thread.start();
    }

    private void enter(Gate gate, long timeoutNanos) {
        try {
            outcome.complete(gate.enter(timeoutNanos, null));
        } catch (Throwable thrown) {
            outcome.completeExceptionally(thrown);
        } finally {
            flagAtTheEnd.complete(Thread.currentThread().isInterrupted());
        }
    }

    static GateCaller entering(Gate gate, long timeoutNanos) {
        return new GateCaller(gate, timeoutNanos);
    }

    /** Returns when the caller is in the queue, behind those that are there already. */
    static GateCaller queued(Gate gate, long timeoutNanos) {
        int before = gate.occupancy().queued();
        GateCaller caller = entering(gate, timeoutNanos);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> gate.occupancy().queued() == before + 1);
        return caller;
    }

    Entry outcome() throws InterruptedException, ExecutionException, TimeoutException {
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
