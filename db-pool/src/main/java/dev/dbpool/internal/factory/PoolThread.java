package dev.dbpool.internal.factory;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread of the pool's own, as opposed to a caller's. A daemon. */
public class PoolThread extends Thread {

    PoolThread(String name, Runnable task) {
        super(task, name);
        setDaemon(true);
    }

    /** Makes threads called {@code prefix} with a number. */
    public static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> new PoolThread(prefix + "-" + number.incrementAndGet(), task);
    }
}
