package dev.dbpool.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Threads that begin when a test says so, on the test's own thread. */
final class StagedThreads implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    /** Thrown instead of starting a thread, if there is one. */
    @Nullable
    Throwable refusal;

    @Override
    public void execute(Runnable task) {
        if (refusal != null) {
            StagedThreads.<RuntimeException>throwUnchecked(refusal);
        }
        tasks.add(task);
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Threads that were started and have not begun to work. */
    int waiting() {
        return tasks.size();
    }

    /** Runs one of them to its end. */
    void runOne() {
        tasks.remove().run();
    }

    /** Runs them and those that they start, until none is left. */
    void run() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }
}
