package dev.dbpool.internal.factory;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds a conversation with the server by closing its socket when the time is up.
 *
 * <p>A socket timeout bounds a single read only; a peer that sends one byte a second would never run into it.
 * Thread-safe. One daemon thread, started with the first conversation and ended by {@link #close}.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(String threadName) {
        timer = new ScheduledThreadPoolExecutor(1, task -> new PoolThread(threadName, task));
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A conversation that must be over in time. */
    interface Conversation<T> {
        T hold() throws Exception;
    }

    /** The time was up and the socket is closed; the cause is what the conversation threw then, if anything. */
    static final class TimeUp extends Exception {
        private static final long serialVersionUID = 1L;

        TimeUp() {
            super("no answer in time");
        }
    }

    /** Returns what the conversation returns, throws what it throws, or {@link TimeUp} if it took too long. */
    <T> T limit(long timeoutNanos, Socket socket, Conversation<T> conversation) throws Exception {
        // Invariant: exactly one of the two, the end of the conversation or the alarm, turns this to true.
        AtomicBoolean decided = new AtomicBoolean();
        Future<?> alarm = timer.schedule(
                () -> {
                    if (decided.compareAndSet(false, true)) {
                        closeQuietly(socket);
                    }
                },
                timeoutNanos,
                TimeUnit.NANOSECONDS);
        T result;
        try {
            result = conversation.hold();
        } catch (Exception | Error failure) {
            if (!decided.compareAndSet(false, true)) {
                throw new TimeUp();
            }
            throw failure;
        } finally {
            alarm.cancel(false);
        }
        if (!decided.compareAndSet(false, true)) {
            throw new TimeUp();
        }
        return result;
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // closing is all that was wanted
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
