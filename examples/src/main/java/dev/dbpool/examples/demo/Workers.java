package dev.dbpool.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Some threads that do the same thing. */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();

    /** @param name of the threads, which are numbered */
    Workers(String name, int count, Callable<?> task) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, work -> daemon(work, name + "-" + number.incrementAndGet()));
        for (int i = 0; i < count; i++) {
            running.add(threads.submit(task));
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    boolean done() {
        return running.stream().allMatch(Future::isDone);
    }

    /** Waits for all. @throws Exception the first failure among them */
    void join(Duration patience) throws Exception {
        try {
            for (Future<?> worker : running) {
                worker.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } catch (TimeoutException hung) {
            throw new IllegalStateException("the workers did not end within " + patience.toSeconds() + " s", hung);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
