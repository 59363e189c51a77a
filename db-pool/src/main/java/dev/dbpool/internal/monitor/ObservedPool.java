package dev.dbpool.internal.monitor;

import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Waiting;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the monitor reads of a pool, from outside. Any thread may call any method at any time, also after the pool was
 * closed; none blocks.
 */
public interface ObservedPool {
    /** Those who wait mostly wait in the same few places. */
    int MOST_IN_REPORT = 50;

    /** Levels and counts of this instant. */
    PoolSample now();

    /** Those who wait, with up to so many of them by name. */
    Queue queue(int most);

    /** The state of admission in a sentence. */
    String admission();

    /** Whether the pool is closed. */
    boolean closed();

    /**
     * Those who wait.
     *
     * @param count how many
     * @param longest how long the first of them has waited
     * @param patience how long that one is willing to wait altogether
     * @param callers some of them, longest wait first
     */
    record Queue(int count, Duration longest, Duration patience, List<Queued> callers) {

        /** The same with one who has just left it. */
        Queue with(Thread caller) {
            List<Queued> all = Stream.concat(Stream.of(new Queued(caller, longest)), callers.stream())
                    .toList();
            return new Queue(count + 1, longest, patience, all);
        }

        /** Whether somebody is in the queue. Those with a permit, who wait for a session to be opened, are not. */
        public boolean waits() {
            return !patience.isZero();
        }

        /** By identity, whatever a thread thinks of being equal. */
        Set<Thread> threads() {
            Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
            callers.forEach(caller -> threads.add(caller.thread()));
            return threads;
        }

        /** For a report; of those who wait longest the frames are asked for. */
        Waiting waiting(Function<Thread, List<String>> frames) {
            List<Waiting.Caller> longestOnes = callers.stream()
                    .limit(MOST_IN_REPORT)
                    .map(caller -> new Waiting.Caller(
                            Holders.name(caller.thread()),
                            Holders.id(caller.thread()),
                            caller.waited(),
                            frames.apply(caller.thread())))
                    .toList();
            return new Waiting(count, longest, longestOnes);
        }
    }

    /**
     * One who waits.
     *
     * @param thread who
     * @param waited how long so far
     */
    record Queued(Thread thread, Duration waited) {}
}
