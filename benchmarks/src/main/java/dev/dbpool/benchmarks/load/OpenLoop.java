package dev.dbpool.benchmarks.load;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the callers of a schedule to a pool, each in a thread of his own and at his time, however slow the pool
 * is. So nothing but the pool limits the load, and latency counts from the moment at which a caller was to come.
 */
public final class OpenLoop {
    /** Time to create threads before the first caller is due. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** More than the longest acquire timeout of an arm. */
    private static final Duration DRAIN = Duration.ofSeconds(90);

    private final Gateway gateway;
    private final Work work;
    private final long deadlineNanos;
    private final int retries;
    private final ThreadFactory threads;
    private volatile boolean over;

    /**
     * Ready to run once.
     *
     * @param deadline after which a caller has left; only those who retry look at it
     * @param retries how often a caller who got no connection tries once more, at once and until his deadline
     * @param threads virtual ones, or thousands of callers are too many for the machine
     */
    public OpenLoop(Gateway gateway, Work work, Duration deadline, int retries, CallerThreads threads) {
        this.gateway = gateway;
        this.work = work;
        this.deadlineNanos = deadline.toNanos();
        this.retries = retries;
        this.threads = threads.factory();
    }

    /** Blocks for the length of the schedule, and until the last caller has ended. To be run once. */
    public Outcomes run(Schedule schedule) throws InterruptedException {
        Outcomes outcomes = new Outcomes(schedule);
        CountDownLatch pending = new CountDownLatch(schedule.size());
        long begin = System.nanoTime() + LEAD_NANOS;
        for (int caller = 0; caller < schedule.size(); caller++) {
            awaitNanoTime(begin + schedule.atNanos(caller));
            int id = caller;
            threads.newThread(() -> {
                        try {
                            serve(id, outcomes, begin);
                        } finally {
                            pending.countDown();
                        }
                    })
                    .start();
        }
        awaitNanoTime(begin + schedule.lengthNanos());
        // Those who still wait take their connection and give it back unused: only so do thousands of them end soon.
        over = true;
        if (!pending.await(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    pending.getCount() + " callers still wait " + DRAIN.toSeconds() + " s after the end");
        }
        return outcomes;
    }

    private void serve(int caller, Outcomes outcomes, long begin) {
        outcomes.started(caller, System.nanoTime() - begin);
        long due = begin + outcomes.schedule().atNanos(caller);
        for (int left = retries; ; left--) {
            outcomes.attempted();
            Ending ending = attempt(outcomes.schedule().holdMicros(caller));
            long now = System.nanoTime();
            boolean retry = left > 0 && !over && now - due < deadlineNanos && unserved(ending);
            if (!retry) {
                outcomes.ended(caller, ending, now - begin);
                return;
            }
        }
    }

    private static boolean unserved(Ending ending) {
        return ending == Ending.REFUSED || ending == Ending.TIMED_OUT;
    }

    private Ending attempt(int holdMicros) {
        boolean acquired = false;
        try (Lease lease = gateway.acquire()) {
            acquired = true;
            if (over) {
                return Ending.PENDING;
            }
            work.run(lease.connection(), holdMicros);
            return Ending.WORKED;
        } catch (RefusedException refused) {
            return Ending.REFUSED;
        } catch (SQLException failure) {
            return acquired ? Ending.FAILED : Ending.TIMED_OUT;
        } catch (RuntimeException fault) {
            return acquired ? Ending.FAILED : Ending.BROKEN;
        }
    }

    private static void awaitNanoTime(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
