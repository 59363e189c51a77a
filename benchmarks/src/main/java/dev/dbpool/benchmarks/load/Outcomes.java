package dev.dbpool.benchmarks.load;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of every caller of a schedule. Each caller writes his own place, once; read it after all callers have
 * ended. Times are nanoseconds from the begin of the run.
 */
public final class Outcomes {
    private final Schedule schedule;
    private final long[] startedNanos;
    private final long[] endedNanos;
    private final Ending[] endings;
    private final LongAdder attempts = new LongAdder();

    public Outcomes(Schedule schedule) {
        this.schedule = schedule;
        this.startedNanos = new long[schedule.size()];
        this.endedNanos = new long[schedule.size()];
        this.endings = new Ending[schedule.size()];
        Arrays.fill(endings, Ending.PENDING);
    }

    void started(int caller, long nanos) {
        startedNanos[caller] = nanos;
    }

    void attempted() {
        attempts.increment();
    }

    void ended(int caller, Ending ending, long nanos) {
        endings[caller] = ending;
        endedNanos[caller] = nanos;
    }

    public Schedule schedule() {
        return schedule;
    }

    public Ending ending(int caller) {
        return endings[caller];
    }

    public long endedNanos(int caller) {
        return endedNanos[caller];
    }

    /** From when the caller was to come, not from when the load generator got round to him. */
    public long latencyNanos(int caller) {
        return endedNanos[caller] - schedule.atNanos(caller);
    }

    /** By how much the load generator itself was late. */
    public long lagNanos(int caller) {
        return startedNanos[caller] - schedule.atNanos(caller);
    }

    /** Tries to get a connection, retries after a refusal or a timeout included. */
    public long attempts() {
        return attempts.sum();
    }

    /** Whether the work was done before this caller gave up. */
    public boolean servedInTime(int caller, long deadlineNanos) {
        return ending(caller) == Ending.WORKED && latencyNanos(caller) <= deadlineNanos;
    }
}
