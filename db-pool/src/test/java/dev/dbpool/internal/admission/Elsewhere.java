package dev.dbpool.internal.admission;

import java.util.concurrent.CompletableFuture;

/** Callers on threads that park a permit, and look for one first, in other slots than the thread of the test. */
final class Elsewhere {
    private Elsewhere() {}

    /** How entering ended, or ends one day: the thread does not keep the JVM. */
    static CompletableFuture<AdmissionResult> enter(Gate gate, long timeoutNanos) {
        CompletableFuture<AdmissionResult> entry = new CompletableFuture<>();
        long otherId = Thread.currentThread().getId() + 2;
        Thread caller =
                new Thread(() -> {
                    try {
                        entry.complete(gate.enter(timeoutNanos, null));
                    } catch (Throwable thrown) {
                        entry.completeExceptionally(thrown);
                    }
                }) {
                    @Override
                    public long getId() {
                        return otherId;
                    }
                };
        caller.setDaemon(true);
        caller.start();
        return entry;
    }
}
