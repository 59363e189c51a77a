package dev.dbpool.benchmarks.load;

import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a pool achieved within a window of a run. Only what ended inside the window counts, so that a long queue that is
 * worked off afterwards does not look like throughput.
 *
 * @param offered callers who came in the window, per second
 * @param goodput callers whose work was done in the window and before their deadline, per second
 * @param p50Millis latency of those, from when they were to come; not a number if there were none
 * @param p99Millis the same
 * @param wastedPercent of the work that the database did in the window: for callers who had left
 * @param refusedPercent callers sent away in the window, of those who came
 * @param timedOutPercent callers who ended in the window without a connection, of those who came
 * @param refusalMillis median time until a caller without a connection knew it
 * @param errors callers who got an exception that is no {@code SQLException} instead of a connection, in the whole run
 * @param failed pieces of work that failed, in the whole run: anything but 0 makes the run worthless
 * @param lagMillis 99th percentile of how late the load generator itself was
 * @param attemptsPerCaller in the whole run
 */
public record WindowFigures(
        double offered,
        double goodput,
        double p50Millis,
        double p99Millis,
        double wastedPercent,
        double refusedPercent,
        double timedOutPercent,
        double refusalMillis,
        double errors,
        double failed,
        double lagMillis,
        double attemptsPerCaller) {

    private static final int DIGITS = 3;

    /**
     * Counts what ended between {@code from} and {@code to}.
     *
     * @param deadline from when a caller was to come until he leaves
     */
    public static WindowFigures of(Outcomes outcomes, Duration from, Duration to, Duration deadline) {
        Count count = new Count(from.toNanos(), to.toNanos(), deadline.toNanos());
        for (int caller = 0; caller < outcomes.schedule().size(); caller++) {
            count.add(outcomes, caller);
        }
        return count.figures(outcomes);
    }

    /** For the file of results. */
    public SortedMap<String, Double> values() {
        SortedMap<String, Double> values = new TreeMap<>();
        values.put("offered /s", offered);
        values.put(Names.GOODPUT, goodput);
        values.put(Names.P50, p50Millis);
        values.put(Names.P99, p99Millis);
        values.put("wasted %", wastedPercent);
        values.put("refused %", refusedPercent);
        values.put("timed out %", timedOutPercent);
        values.put("sent away after ms", refusalMillis);
        values.put("errors", errors);
        values.put("failed", failed);
        values.put("generator late p99 ms", lagMillis);
        values.put("attempts per caller", attemptsPerCaller);
        return values;
    }

    private static final class Count {
        private final long from;
        private final long to;
        private final long deadline;
        private final Histogram good = new Histogram(DIGITS);
        private final Histogram unserved = new Histogram(DIGITS);
        private final Histogram lag = new Histogram(DIGITS);
        private long worked;
        private long refused;
        private long timedOut;
        private long errors;
        private long failed;

        Count(long from, long to, long deadline) {
            this.from = from;
            this.to = to;
            this.deadline = deadline;
        }

        void add(Outcomes outcomes, int caller) {
            if (inside(outcomes.schedule().atNanos(caller))) {
                lag.recordValue(Math.max(0, outcomes.lagNanos(caller)));
            }
            Ending ending = outcomes.ending(caller);
            if (ending == Ending.FAILED) {
                failed++;
            } else if (ending == Ending.BROKEN) {
                errors++;
            }
            if (ending == Ending.PENDING || !inside(outcomes.endedNanos(caller))) {
                return;
            }
            long latency = outcomes.latencyNanos(caller);
            switch (ending) {
                case WORKED -> {
                    worked++;
                    if (outcomes.servedInTime(caller, deadline)) {
                        good.recordValue(latency);
                    }
                }
                case REFUSED -> {
                    refused++;
                    unserved.recordValue(latency);
                }
                case TIMED_OUT -> {
                    timedOut++;
                    unserved.recordValue(latency);
                }
                case BROKEN, FAILED, PENDING -> {}
            }
        }

        private boolean inside(long nanos) {
            return nanos >= from && nanos < to;
        }

        WindowFigures figures(Outcomes outcomes) {
            double seconds = (to - from) / (double) TimeUnit.SECONDS.toNanos(1);
            long offered = lag.getTotalCount();
            long served = good.getTotalCount();
            return new WindowFigures(
                    offered / seconds,
                    served / seconds,
                    millis(good, 50),
                    millis(good, 99),
                    percent(worked - served, worked),
                    percent(refused, offered),
                    percent(timedOut, offered),
                    millis(unserved, 50),
                    errors,
                    failed,
                    millis(lag, 99),
                    outcomes.attempts()
                            / (double) Math.max(1, outcomes.schedule().size()));
        }

        private static double percent(long part, long whole) {
            return whole == 0 ? 0 : 100.0 * part / whole;
        }

        private static double millis(Histogram nanos, double percentile) {
            return nanos.getTotalCount() == 0 ? Double.NaN : nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }
}
