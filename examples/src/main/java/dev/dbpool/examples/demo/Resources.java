package dev.dbpool.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What the demo opened, closed in reverse order: at its end, or when the JVM is told to stop, whichever comes first.
 * Thread-safe; whoever closes second waits until all is closed.
 */
final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Object closingInOrder = new Object();
    private volatile boolean closed;

    static Resources closedAtExit() {
        Resources resources = new Resources();
        Runtime.getRuntime().addShutdownHook(new Thread(resources::close, "demo-exit"));
        return resources;
    }

    <T extends AutoCloseable> T add(T resource) {
        synchronized (open) {
            if (!closed) {
                open.push(resource);
                return resource;
            }
        }
        quietly(resource);
        throw new IllegalStateException("stopping");
    }

    /** Whether the end has begun: failures from then on are its consequence and nobody's concern. */
    boolean closing() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (closingInOrder) {
            closed = true;
            for (AutoCloseable next = pop(); next != null; next = pop()) {
                quietly(next);
            }
        }
    }

    private @Nullable AutoCloseable pop() {
        synchronized (open) {
            return open.poll();
        }
    }

    private static void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failure) {
            System.err.println("demo: left behind: " + FailureLine.of(failure));
        }
    }
}
