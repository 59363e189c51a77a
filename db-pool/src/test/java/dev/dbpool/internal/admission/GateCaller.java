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

/** A caller of the pool on a thread of its own. */
final class GateCaller {
    private final CompletableFuture<AdmissionResult> outcome = new CompletableFuture<>();
    private final CompletableFuture<Boolean> flagAtTheEnd = new CompletableFuture<>();
    private final Thread thread;

    private GateCaller(StubPool pool, long timeoutNanos, @Nullable Priority priority, boolean front) {
        thread = new Thread(() -> enter(pool, timeoutNanos, priority, front), "gate-caller");
        thread.setDaemon(true);
        thread.start();
    }

    private void enter(StubPool pool, long timeoutNanos, @Nullable Priority priority, boolean front) {
        try {
            outcome.complete(pool.enter(timeoutNanos, priority, front));
        } catch (Throwable thrown) {
            outcome.completeExceptionally(thrown);
        } finally {
            flagAtTheEnd.complete(Thread.currentThread().isInterrupted());
        }
    }

    static GateCaller entering(StubPool pool, long timeoutNanos, @Nullable Priority priority) {
        return new GateCaller(pool, timeoutNanos, priority, false);
    }

    /** Returns when the caller is in the queue, behind those that are there already. */
    static GateCaller queued(StubPool pool, long timeoutNanos) {
        return queued(pool, timeoutNanos, null);
    }

    static GateCaller queued(StubPool pool, long timeoutNanos, @Nullable Priority priority) {
        return queued(pool, timeoutNanos, priority, false);
    }

    /** The same before those that are there already, as a caller whose session was dead. */
    static GateCaller queuedInFront(StubPool pool, long timeoutNanos) {
        return queued(pool, timeoutNanos, null, true);
    }

    private static GateCaller queued(StubPool pool, long timeoutNanos, @Nullable Priority priority, boolean front) {
        int before = pool.gate.queued();
        GateCaller caller = new GateCaller(pool, timeoutNanos, priority, front);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> pool.gate.queued() == before + 1);
        return caller;
    }

    /** Returns when the caller has displaced the other one. */
    static GateCaller queuedInPlaceOf(GateCaller displaced, StubPool pool, long timeoutNanos, Priority priority) {
        GateCaller caller = entering(pool, timeoutNanos, priority);
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
