package dev.dbpool.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads at work, some of which do the same thing. */
final class Workers implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();

    /** Starts so many that do this, named and numbered. */
    Workers start(String name, int count, Callable<?> task) {
        for (int i = 1; i <= count; i++) {
            FutureTask<?> work = new FutureTask<>(task);
            Thread thread = new Thread(work, name + "-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
            running.add(work);
        }
        return this;
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
        threads.forEach(Thread::interrupt);
    }
}
