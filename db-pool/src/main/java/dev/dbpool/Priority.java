package dev.dbpool;

import org.jspecify.annotations.Nullable;

/**
 * Who goes first when connections are short. With a connection free nobody waits and no priority is looked at; nothing
 * is held back for anyone.
 *
 * <p>Give it per call, {@link DbPool#acquire(java.time.Duration, Priority)}, or for all that a thread does in a block,
 * also inside a framework that only calls {@code getConnection()}:
 *
 * <pre>{@code
 * try (Priority.Scope scope = Priority.CRITICAL.enter()) {
 *     orders.confirm(id);
 * }
 * }</pre>
 *
 * <p>A higher priority is served first as long as it waits, so that lower ones can run into their timeouts behind it: what
 * is critical should be the smaller part.
 */
public enum Priority {
    /** Served before all others, refused after all others: a login, a payment, a health check of the service itself. */
    CRITICAL,
    /** What nothing else was said of. */
    NORMAL,
    /** Served when nobody else waits, refused first: reports, prefetching, what can be repeated later. */
    SHEDDABLE;

    /**
     * What a thread does now: its innermost open scope. Static, because frameworks leave no other way to the pool that
     * they call; it belongs to the thread alone, and is looked up only by a caller that has to wait.
     */
    private static final ThreadLocal<Scope> OF_THREAD = new ThreadLocal<>();

    /** A thread of a pool that never closes its scopes must not keep all of them. */
    private static final int MOST_NESTED = 100;

    /** The priority of the calling thread: that of the innermost open scope, or {@link #NORMAL}. */
    public static Priority current() {
        Scope innermost = OF_THREAD.get();
        return innermost == null ? NORMAL : innermost.priority;
    }

    /**
     * Makes this the priority of the calling thread until the scope is closed. Scopes may be nested. Other threads, also
     * those that this one starts, are not concerned.
     */
    public Scope enter() {
        Scope innermost = OF_THREAD.get();
        Scope outer = innermost != null && innermost.depth < MOST_NESTED ? innermost : null;
        Scope scope = new Scope(this, Thread.currentThread(), outer);
        OF_THREAD.set(scope);
        return scope;
    }

    /**
     * The block in which a thread has a priority. Closing it brings the earlier one back, and ends the scopes that were
     * entered within it and are still open; closing again does nothing.
     */
    public static final class Scope implements AutoCloseable {
        private final Priority priority;
        private final Thread owner;
        private final @Nullable Scope outer;
        private final int depth;
        private boolean closed;

        private Scope(Priority priority, Thread owner, @Nullable Scope outer) {
            this.priority = priority;
            this.owner = owner;
            this.outer = outer;
            this.depth = outer == null ? 1 : outer.depth + 1;
        }

        /** @throws IllegalStateException if another thread entered it */
        @Override
        public void close() {
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException("a priority scope is closed by the thread that entered it, "
                        + owner.getName() + ", not by " + Thread.currentThread().getName());
            }
            if (closed) {
                return;
            }
            // This one is open, so it is the thread's innermost or is reached from there.
            for (Scope open = OF_THREAD.get(); open != null && !closed; open = open.outer) {
                open.closed = true;
            }
            if (outer == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(outer);
            }
        }
    }
}
