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
 * <p>A socket timeout bounds a single read only; a peer that sends one byte a second would never run into it. Nor is
 * the socket always what the driver waits for: while a COPY is unfinished, it is a lock that nobody releases, and only
 * an interrupt ends that.
 *
 * <p>Thread-safe. One daemon thread, started with the first conversation and ended by {@link #close}. While one
 * conversation follows another it is woken by time and not by each of them: see {@link #keepTicking}.
 */
final class Watchdog implements AutoCloseable {
    /** How long a conversation may take to notice that its socket is closed. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Shorter than nearly all limits; an alarm of a shorter one wakes the thread. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ScheduledThreadPoolExecutor timer;

    /** Invariant: as long as it is true, a {@link #tick} is pending or about to be. One too many does no harm. */
    private final AtomicBoolean ticking = new AtomicBoolean();

    /** Whether there was a conversation since the last tick. A hint: if it is lost, a wake-up too many is the damage. */
    private volatile boolean busy;

    Watchdog(String threadName) {
        timer = new ScheduledThreadPoolExecutor(1, task -> new PoolThread(threadName, task));
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A conversation that must be over in time. */
    interface Conversation<T> {
        T hold() throws Exception;
    }

    /** The time was up and the socket is closed; what the conversation threw then is of no interest. */
    static final class TimeUp extends Exception {
        private static final long serialVersionUID = 1L;

        TimeUp() {
            super("no answer in time");
        }
    }

    /** Returns what the conversation returns, throws what it throws, or {@link TimeUp} if it took too long. */
    <T> T limit(long timeoutNanos, Socket socket, Conversation<T> conversation) throws Exception {
        keepTicking();
        Alarm alarm = new Alarm(socket);
        Future<?> pending = arm(alarm, timeoutNanos);
        T result;
        try {
            result = conversation.hold();
        } catch (Exception | Error failure) {
            if (!alarm.cameTooLate()) {
                throw new TimeUp();
            }
            throw failure;
        } finally {
            pending.cancel(false);
        }
        if (!alarm.cameTooLate()) {
            throw new TimeUp();
        }
        return result;
    }

    private Future<?> arm(Alarm alarm, long timeoutNanos) {
        try {
            return timer.schedule(alarm, timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error noThread) {
            // It may have been queued all the same, and must not ring for what this thread does later.
            alarm.cameTooLate();
            throw noThread;
        }
    }

    /**
     * The timer wakes its thread for every alarm that becomes the first in line, which costs a test about as much as the
     * question to the server. So while one conversation follows another there is always a tick in line before them.
     */
    private void keepTicking() {
        if (!ticking.get() && ticking.compareAndSet(false, true)) {
            scheduleTick();
        } else if (!busy) {
            busy = true;
        }
    }

    private void tick() {
        if (busy) {
            busy = false;
            scheduleTick();
        } else {
            ticking.set(false);
        }
    }

    private void scheduleTick() {
        boolean scheduled = false;
        try {
            Future<?> unused = timer.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
            scheduled = true;
        } finally {
            if (!scheduled) {
                ticking.set(false);
            }
        }
    }

    /** Ends one conversation, of the thread that made it. */
    private final class Alarm implements Runnable {
        private final Socket socket;
        private final Thread talking = Thread.currentThread();

        /** Invariant: exactly one of the two, the end of the conversation or the alarm, turns this to true. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private boolean over;
        private boolean interrupted;

        Alarm(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            if (decided.compareAndSet(false, true)) {
                closeQuietly(socket);
                try {
                    Future<?> unused = timer.schedule(this::interruptUnlessOver, GRACE_NANOS, TimeUnit.NANOSECONDS);
                } catch (RuntimeException | Error closingOrNoThread) {
                    interruptUnlessOver();
                }
            }
        }

        private synchronized void interruptUnlessOver() {
            // An interrupt that somebody else wanted does the same, and must not be taken back.
            if (!over && !talking.isInterrupted()) {
                interrupted = true;
                talking.interrupt();
            }
        }

        /** For the end of the conversation: whether it was in time. Takes back the interrupt if it was not. */
        boolean cameTooLate() {
            if (decided.compareAndSet(false, true)) {
                return true;
            }
            synchronized (this) {
                over = true;
                if (interrupted) {
                    Thread.interrupted();
                }
            }
            return false;
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // closing is all that was wanted
        }
    }

    /** The alarms of conversations that go on are still given. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
