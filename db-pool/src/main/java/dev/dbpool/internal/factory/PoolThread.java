package dev.dbpool.internal.factory;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread of the pool's own, as opposed to a caller's. A daemon.
 *
 * <p>Most are started on a caller's thread and outlive what that is doing, so they inherit nothing of it. Their class
 * loader is ours: where the driver sits in a parent of it, it finds our socket factory only by way of the thread.
 */
public class PoolThread extends Thread {

    PoolThread(String name, Runnable task) {
        super(null, task, name, 0, false);
        setDaemon(true);
        setContextClassLoader(PoolThread.class.getClassLoader());
    }

    /** Makes threads that are all called so; for a role that one thread at a time has. */
    public static ThreadFactory called(String name) {
        return task -> new PoolThread(name, task);
    }

    /** Makes threads called {@code prefix} with a number. */
    public static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> new PoolThread(prefix + "-" + number.incrementAndGet(), task);
    }
}
