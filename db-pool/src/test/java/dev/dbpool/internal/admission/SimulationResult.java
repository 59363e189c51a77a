package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a {@link Simulation} saw. Rates are taken between warm-up and the last arrival. */
final class SimulationResult {
    private static final double WARM_UP = 0.1;

    private record Answer(double second, Priority priority, double millis, double holdMillis) {}

    private record Refusal(double second, Priority priority, AdmissionResult why) {}

    private final Workload workload;
    private final List<Answer> answers = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<Priority, Integer> offered = new EnumMap<>(Priority.class);
    private double offeredMillis;
    private long overloads;

    SimulationResult(Workload workload) {
        this.workload = workload;
    }

    void came(double second, Priority priority, double holdMillis) {
        if (counts(second)) {
            offered.merge(priority, 1, Integer::sum);
            offeredMillis += holdMillis;
        }
    }

    void answered(double second, Priority priority, double millis, double holdMillis) {
        answers.add(new Answer(second, priority, millis, holdMillis));
    }

    void went(double second, Priority priority, AdmissionResult why) {
        refusals.add(new Refusal(second, priority, why));
    }

    void ended(int stillWaiting, int stillTaken, long timesOverloaded) {
        assertThat(stillWaiting).as("left behind in the line").isZero();
        assertThat(stillTaken).as("permits not given back").isZero();
        overloads = timesOverloaded;
    }

    private boolean counts(double second) {
        return second >= WARM_UP * workload.seconds() && second < workload.seconds();
    }

    /**
     * Work that was answered in time, as a share of what could have been: what came, or what the connections can do if
     * that is less. Work and not callers, because where few hold for long the number of those that fit is a matter of
     * chance.
     */
    double goodput() {
        double capacityMillis = workload.connections() * workload.seconds() * (1 - WARM_UP) * 1e3;
        return answeredInTime(answer -> true).mapToDouble(Answer::holdMillis).sum()
                / Math.min(offeredMillis, capacityMillis);
    }

    /** The same between two moments, as a share of what the connections can do. */
    double workDone(double fromSecond, double toSecond) {
        return answers.stream()
                        .filter(answer -> answer.second() >= fromSecond && answer.second() < toSecond)
                        .filter(answer -> answer.millis() <= workload.deadlineMillis())
                        .mapToDouble(Answer::holdMillis)
                        .sum()
                / (workload.connections() * (toSecond - fromSecond) * 1e3);
    }

    /** Answers in time to callers of this priority, as a share of them all. */
    double served(Priority priority) {
        return answeredInTime(answer -> answer.priority() == priority).count()
                / (double) offered.getOrDefault(priority, 0);
    }

    private Stream<Answer> answeredInTime(Predicate<Answer> which) {
        return answers.stream()
                .filter(answer -> counts(answer.second()) && answer.millis() <= workload.deadlineMillis())
                .filter(which);
    }

    double quantile(double q) {
        return quantile(q, WARM_UP * workload.seconds(), workload.seconds());
    }

    /** Milliseconds from call to answer, of the answers in time that were given between two moments. */
    double quantile(double q, double fromSecond, double toSecond) {
        double[] millis = answers.stream()
                .filter(answer -> answer.second() >= fromSecond && answer.second() < toSecond)
                .mapToDouble(Answer::millis)
                .filter(taken -> taken <= workload.deadlineMillis())
                .sorted()
                .toArray();
        return millis.length == 0 ? Double.NaN : millis[(int) Math.min(millis.length - 1, q * millis.length)];
    }

    long refusals(AdmissionResult why) {
        return refusals.stream().filter(refusal -> refusal.why() == why).count();
    }

    /** The last moment at which anybody was refused on account of overload; NaN if nobody was. */
    double lastShedding() {
        return refusals.stream()
                .filter(refusal -> refusal.why() == AdmissionResult.OVERLOAD)
                .mapToDouble(Refusal::second)
                .max()
                .orElse(Double.NaN);
    }

    long overloads() {
        return overloads;
    }

    @Override
    public String toString() {
        return "%5.1f %%; %.0f / %.0f ms".formatted(100 * goodput(), quantile(0.5), quantile(0.99));
    }
}
