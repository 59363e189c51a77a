package dev.dbpool.benchmarks.load;

import dev.dbpool.benchmarks.results.Quantiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A run in slots of equal length, each caller in the slot in which he was to come. A caller who got nothing, or too
 * late, counts as one with an infinite latency: the median is that of all who came.
 */
public final class Timeline {
    /** So many slots in a row must be good before a pool counts as recovered: one alone can be luck. */
    private static final int STEADY = 5;

    private final Duration slot;
    private final List<Double> medianMillis = new ArrayList<>();
    private final List<Double> goodputPerSecond = new ArrayList<>();

    private Timeline(Duration slot) {
        this.slot = slot;
    }

    /**
     * The slots of a whole run.
     *
     * @param deadline from when a caller was to come until he leaves
     */
    public static Timeline of(Outcomes outcomes, Duration slot, Duration deadline) {
        Timeline timeline = new Timeline(slot);
        int slots = (int) (outcomes.schedule().lengthNanos() / slot.toNanos());
        List<List<Double>> latencies = new ArrayList<>();
        int[] done = new int[slots];
        for (int i = 0; i < slots; i++) {
            latencies.add(new ArrayList<>());
        }
        for (int caller = 0; caller < outcomes.schedule().size(); caller++) {
            int came = (int) (outcomes.schedule().atNanos(caller) / slot.toNanos());
            boolean good = outcomes.servedInTime(caller, deadline.toNanos());
            if (came < slots) {
                latencies.get(came).add(good ? outcomes.latencyNanos(caller) / 1e6 : Double.POSITIVE_INFINITY);
            }
            int ended = (int) (outcomes.endedNanos(caller) / slot.toNanos());
            if (good && ended < slots) {
                done[ended]++;
            }
        }
        for (int i = 0; i < slots; i++) {
            timeline.medianMillis.add(Quantiles.median(latencies.get(i)));
            timeline.goodputPerSecond.add(done[i] / (slot.toNanos() / 1e9));
        }
        return timeline;
    }

    /** In the order of time; infinite where half of those who came, or more, got nothing. */
    public List<Double> medianMillis() {
        return List.copyOf(medianMillis);
    }

    /** Work done in time, by the slot in which it was done. */
    public List<Double> goodputPerSecond() {
        return List.copyOf(goodputPerSecond);
    }

    /** The median of the slots' medians within a part of the run. */
    public double usualMillis(Duration from, Duration to) {
        return Quantiles.median(medianMillis.subList(index(from), index(to)));
    }

    /**
     * How long it took from a moment on until the median caller was served within a bound, and remained so for five
     * slots; the accuracy is one slot.
     *
     * @return seconds; empty if that did not happen before the run was over
     */
    public OptionalDouble secondsUntilBelow(double boundMillis, Duration from) {
        int first = index(from);
        return IntStream.rangeClosed(first, medianMillis.size() - STEADY)
                .filter(i -> medianMillis.subList(i, i + STEADY).stream().allMatch(millis -> millis <= boundMillis))
                .mapToDouble(i -> (i - first) * (slot.toNanos() / 1e9))
                .findFirst();
    }

    private int index(Duration at) {
        return (int) (at.toNanos() / slot.toNanos());
    }
}
