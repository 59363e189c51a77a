package dev.dbpool.benchmarks.load;

import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What all callers of a closed loop saw together.
 *
 * @param perSecond pieces of work done
 * @param jain how alike callers were served (Jain's index): 1 if all had the same, 1/n if one of n had all
 * @param p50Micros latency of what was done: acquire, work and release; who still waits at the end is not in it, but among
 *     the starved and in the longest wait
 * @param p99Micros the same
 * @param p999Micros the same
 * @param longestMillis the longest that anybody waited, those included who still waited at the end
 * @param starved callers for whom nothing was done in the whole window
 * @param unserved acquisitions that failed
 */
public record ClosedLoopFigures(
        double perSecond,
        double jain,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double longestMillis,
        double starved,
        double unserved) {

    static ClosedLoopFigures of(List<LoopCaller> callers, Duration window) {
        Histogram all = new Histogram(2);
        callers.forEach(caller -> all.add(caller.latencies()));
        return new ClosedLoopFigures(
                all.getTotalCount() / (window.toNanos() / 1e9),
                jain(callers),
                all.getValueAtPercentile(50) / 1e3,
                all.getValueAtPercentile(99) / 1e3,
                all.getValueAtPercentile(99.9) / 1e3,
                callers.stream().mapToLong(LoopCaller::longestNanos).max().orElse(0) / 1e6,
                callers.stream()
                        .filter(caller -> caller.latencies().getTotalCount() == 0)
                        .count(),
                callers.stream().mapToLong(LoopCaller::unserved).sum());
    }

    private static double jain(List<LoopCaller> callers) {
        double sum = 0;
        double squares = 0;
        for (LoopCaller caller : callers) {
            double served = caller.latencies().getTotalCount();
            sum += served;
            squares += served * served;
        }
        return squares == 0 ? Double.NaN : sum * sum / (callers.size() * squares);
    }

    /** For the file of results. */
    public SortedMap<String, Double> values() {
        SortedMap<String, Double> values = new TreeMap<>();
        values.put(Names.PER_SECOND, perSecond);
        values.put("p50 us", p50Micros);
        values.put(Names.P99_MICROS, p99Micros);
        values.put("p99.9 us", p999Micros);
        values.put(Names.LONGEST, longestMillis);
        values.put(Names.JAIN, jain);
        values.put(Names.STARVED, starved);
        values.put(Names.UNSERVED, unserved);
        return values;
    }
}
