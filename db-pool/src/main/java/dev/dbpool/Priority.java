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
     * The priority of what a thread does now. Static, because frameworks leave no other way to the pool that they call;
     * it belongs to the thread alone, and is looked up only by a caller that has to wait.
     */
    private static final ThreadLocal<Priority> OF_THREAD = new ThreadLocal<>();

    /** The priority of the calling thread: that of the innermost open scope, or {@link #NORMAL}. */
    public static Priority current() {
        Priority entered = OF_THREAD.get();
        return entered == null ? NORMAL : entered;
    }

    /**
     * Makes this the priority of the calling thread until the scope is closed. Scopes may be nested. Other threads, also
     * those that this one starts, are not concerned.
     */
    public Scope enter() {
        Scope scope = new Scope(Thread.currentThread(), OF_THREAD.get());
        OF_THREAD.set(this);
        return scope;
    }

    /** The block in which a thread has a priority. Closing it brings the earlier one back; closing again does nothing. */
    public static final class Scope implements AutoCloseable {
        private final Thread owner;
        private final @Nullable Priority before;
        private boolean closed;

        private Scope(Thread owner, @Nullable Priority before) {
            this.owner = owner;
            this.before = before;
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
            closed = true;
            if (before == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(before);
            }
        }
    }
}
