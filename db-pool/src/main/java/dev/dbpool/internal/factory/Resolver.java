package dev.dbpool.internal.factory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Finds the addresses of a name, on a thread of its own, because nothing interrupts that. */
final class Resolver {

    /** How names are resolved: by the system, or by a test. */
    interface Names {
        InetAddress[] of(String name) throws UnknownHostException;
    }

    private final String threadName;
    private final Names names;

    Resolver(String threadName, Names names) {
        this.threadName = threadName;
        this.names = names;
    }

    /**
     * The addresses in the system's order. Empty if there are none: the driver then says why. Blocks up to the timeout.
     *
     * @param hanging gets the thread if it goes on after that
     * @throws Watchdog.TimeUp if it does
     */
    List<InetAddress> addresses(String name, long timeoutNanos, Consumer<Thread> hanging)
            throws Watchdog.TimeUp, InterruptedException {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> names.of(name));
        Thread thread = new PoolThread(threadName, task);
        thread.start();
        try {
            return List.of(task.get(timeoutNanos, TimeUnit.NANOSECONDS));
        } catch (ExecutionException unknown) {
            return List.of();
        } catch (TimeoutException hangs) {
            hanging.accept(thread);
            throw new Watchdog.TimeUp();
        }
    }
}
