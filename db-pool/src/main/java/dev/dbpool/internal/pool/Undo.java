package dev.dbpool.internal.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone when a pool closes, or does not open: the last that was done comes first. For one thread. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void add(Runnable step) {
        steps.push(step);
    }

    /** Takes every step, whatever some of them throw. Again has no effect. */
    void run() {
        Runnable last = steps.poll();
        if (last != null) {
            try {
                last.run();
            } finally {
                run();
            }
        }
    }
}
