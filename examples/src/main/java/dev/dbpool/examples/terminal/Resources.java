package dev.dbpool.examples.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a program opened, closed in reverse order: at its end, or when the JVM is told to stop, whichever comes first.
 * Thread-safe; whoever closes second waits until all is closed.
 */
public final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Object closingInOrder = new Object();
    private final String program;
    private volatile boolean closed;

    private Resources(String program) {
        this.program = program;
    }

    /** Closed at the exit of the JVM at the latest; failures to close something are told in the name of the program. */
    public static Resources closedAtExit(String program) {
        Resources resources = new Resources(program);
        Runtime.getRuntime().addShutdownHook(new Thread(resources::close, program + "-exit"));
        return resources;
    }

    /**
     * Takes charge of something.
     *
     * @return what was given
     * @throws IllegalStateException if the end has begun; it is then closed at once
     */
    public <T extends AutoCloseable> T add(T resource) {
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
    public boolean closing() {
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

    private void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failure) {
            System.err.println(program + ": left behind: " + FailureLine.of(failure));
        }
    }
}
