package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.Workload.Holds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What {@link Adaptive} promises, in virtual time and beside {@link Fifo}: the figures are the same on every machine.
 * They are the table of docs/decisions/0023-adaptive-admission.md.
 */
class AdaptiveSimulationTest {
    private static final double[] LOADS = {0.5, 0.9, 1, 1.2, 2, 4};
    private static final long SEED = Long.getLong("db-pool.test.seed", 20_121_106);

    /** 10 ms of work on 10 connections, of use for a second: what overload is measured with on real machines, too. */
    private static final Workload WORK = Workload.of("constant 10 ms", Holds.constant(10), 1_000, 30);

    static final List<Workload> WORKLOADS = List.of(
            WORK,
            WORK.tried(3),
            Workload.of("constant 1 ms", Holds.constant(1), 1_000, 10),
            Workload.of("constant 100 ms", Holds.constant(100), 5_000, 200),
            Workload.of("log-normal, mean 10 ms, σ 1", Holds.logNormal(10, 1), 1_000, 30),
            Workload.of("5 ms and 1 % of 2 s", Holds.mixed(5, 2_000, 0.01), 10_000, 240),
            Workload.of("5 ms and 1 % of 2 s", Holds.mixed(5, 2_000, 0.01), 10_000, 240)
                    .on(3),
            Workload.of("5 ms and 5 % of 2 s", Holds.mixed(5, 2_000, 0.05), 10_000, 400),
            Workload.of("batch of 5 s", Holds.constant(5_000), 60_000, 4_000),
            Workload.of("batch of 5 s, very patient", Holds.constant(5_000), 600_000, 6_000),
            Workload.of("batch of 5 s, impatient", Holds.constant(5_000), 1_000, 4_000),
            WORK.on(1),
            WORK.on(3),
            WORK.on(50),
            Workload.of("log-normal, mean 10 ms, σ 1", Holds.logNormal(10, 1), 1_000, 60)
                    .on(2));

    @BeforeAll
    static void sayHowToRepeat() {
        System.out.println("adaptive simulation: repeat with -Ddb-pool.test.seed=" + SEED);
    }

    /** Whoever got a connection before its timeout counts as answered: first come, first served cannot look better. */
    @ParameterizedTest
    @FieldSource("WORKLOADS")
    void answersNoFewerThanFifoByMoreThanThreePercent(Workload workload) {
        for (double load : LOADS) {
            SimulationResult fifo = Simulation.run(workload.anyAnswerCounts(), false, load, SEED);
            SimulationResult adaptive = Simulation.run(workload.anyAnswerCounts(), true, load, SEED);
            System.out.printf(
                    "| %s | %.1f | %s | %s | %d |%n", workload.name(), load, fifo, adaptive, adaptive.overloads());
            assertThat(adaptive.goodput())
                    .as("%s at %s times the capacity", workload.name(), load)
                    .isGreaterThanOrEqualTo(fifo.goodput() - 0.03);
        }
    }

    @ParameterizedTest
    @FieldSource("WORKLOADS")
    void norDoesItWithOtherCallersOfTheSameKind(Workload workload) {
        worksAsMuchAsFifo(workload, 3, 0.9, 1, 1.2);
    }

    @Tag("all")
    @ParameterizedTest
    @FieldSource("WORKLOADS")
    void norDoesItWithManyOthers(Workload workload) {
        worksAsMuchAsFifo(workload, 11, LOADS);
    }

    /** The median: where few hold for long, what one run loses the next one wins. */
    private static void worksAsMuchAsFifo(Workload workload, int seeds, double... loads) {
        for (double load : loads) {
            double[] gains = IntStream.range(0, seeds)
                    .mapToDouble(i -> gain(workload, load, SEED + i))
                    .sorted()
                    .toArray();
            System.out.printf(
                    "%s at %.1f: %+.1f %% of the work, at worst %+.1f %%%n",
                    workload.name(), load, 100 * gains[seeds / 2], 100 * gains[0]);
            assertThat(gains[seeds / 2])
                    .as("%s at %s times the capacity", workload.name(), load)
                    .isGreaterThanOrEqualTo(-0.03);
        }
    }

    private static double gain(Workload workload, double load, long seed) {
        return Simulation.run(workload.anyAnswerCounts(), true, load, seed).goodput()
                - Simulation.run(workload.anyAnswerCounts(), false, load, seed).goodput();
    }

    @Test
    void underOverloadTheWorkGoesOnAndThoseServedHardlyWait() {
        double unloadedMedian = Simulation.run(WORK, true, 0.5, SEED).quantile(0.5);
        double unloadedTail = Simulation.run(WORK, true, 0.5, SEED).quantile(0.99);
        for (double load : new double[] {1.5, 2, 4}) {
            SimulationResult adaptive = Simulation.run(WORK, true, load, SEED);
            System.out.printf(
                    "in time at %.1f: %s, first come, first served: %s%n",
                    load, adaptive, Simulation.run(WORK, false, load, SEED));
            assertThat(adaptive.goodput()).as("at %s", load).isGreaterThanOrEqualTo(0.97);
            assertThat(adaptive.quantile(0.5)).as("median at %s", load).isLessThanOrEqualTo(2 * unloadedMedian);
            assertThat(adaptive.quantile(0.99)).as("p99 at %s", load).isLessThanOrEqualTo(10 * unloadedTail);
        }
    }

    /** What it is for: with a deadline on the answer, first come, first served does the work for nobody. */
    @Test
    void firstComeFirstServedWorksForThoseWhoHaveLeft() {
        assertThat(Simulation.run(WORK, false, 2, SEED).goodput()).isLessThan(0.05);
    }

    @Test
    void aroundTheCapacityNextToNothingIsGivenAway() {
        SimulationResult below = Simulation.run(WORK, true, 0.9, SEED);
        SimulationResult at = Simulation.run(WORK, true, 1, SEED);
        System.out.printf("in time at 0.9: %s, at 1.0: %s%n", below, at);
        assertThat(below.goodput()).isGreaterThanOrEqualTo(0.97);
        assertThat(at.goodput()).isGreaterThanOrEqualTo(0.92);
    }

    @Test
    void callersThatTryThreeTimesDoNotBringItDown() {
        SimulationResult retries = Simulation.run(WORK.tried(3), true, 2, SEED);
        System.out.printf("three attempts at 2.0: %s%n", retries);
        assertThat(retries.goodput()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void aSecondAfterTheRushEverythingIsAsBefore() {
        SimulationResult rush = Simulation.run(
                WORK, true, second -> second >= 10 && second < 20 ? 4 : 0.8, random -> Priority.NORMAL, SEED);
        System.out.printf("rush until 20 s: last shed at %.3f s%n", rush.lastShedding());
        assertThat(rush.quantile(0.5, 21, 30)).isLessThanOrEqualTo(rush.quantile(0.5, 5, 10) * 1.1);
        assertThat(rush.quantile(0.99, 21, 30)).isLessThanOrEqualTo(rush.quantile(0.99, 5, 10) * 1.5);
        assertThat(rush.lastShedding()).isLessThan(21);
    }

    /**
     * For five seconds nothing comes back, and callers go on coming. Callers of a second have left by themselves a second
     * later; those that would wait for half a minute are refused instead of being served one after the other.
     */
    @ParameterizedTest
    @CsvSource({"1000, 10, 16", "5000, 10, 17", "30000, 10, 17", "1000, 3, 16", "1000, 50, 16"})
    void aSecondAfterAStallEverythingIsAsBefore(double timeoutMillis, int connections, double settled) {
        Workload smooth = Workload.of("constant 10 ms", Holds.constant(10), timeoutMillis, 30)
                .on(connections);
        Workload stalled = smooth.stalled(10, 15);
        SimulationResult without = Simulation.run(smooth, true, 0.9, SEED);
        SimulationResult usual = Simulation.run(stalled, true, 0.9, SEED);
        DoubleUnaryOperator calmBefore = second -> second < 10 ? 0.5 : 2;
        SimulationResult twice = Simulation.run(stalled, true, calmBefore, random -> Priority.NORMAL, SEED);
        SimulationResult fifo = Simulation.run(stalled, false, calmBefore, random -> Priority.NORMAL, SEED);
        System.out.printf(
                "stall until 15 s, %s, timeout %.0f ms: from %.0f s on %.0f / %.0f ms at 0.9, without the stall %.0f / %.0f ms;"
                        + " of the work at 2.0 %.1f %% (fifo %.1f %%)%n",
                stalled.name(),
                timeoutMillis,
                settled,
                usual.quantile(0.5, settled, 30),
                usual.quantile(0.99, settled, 30),
                without.quantile(0.5, settled, 30),
                without.quantile(0.99, settled, 30),
                100 * twice.workDone(15, 16),
                100 * fifo.workDone(15, 16));
        for (int second = 15; second < 18; second++) {
            System.out.printf(
                    "    from %d s on: %.0f / %.0f ms at 0.9, of the work at 2.0 %.1f %%%n",
                    second,
                    usual.quantile(0.5, second, second + 1),
                    usual.quantile(0.99, second, second + 1),
                    100 * twice.workDone(second, second + 1));
        }
        assertThat(usual.quantile(0.5, settled, 30)).isLessThanOrEqualTo(without.quantile(0.5, settled, 30) * 1.1);
        assertThat(usual.quantile(0.99, settled, 30)).isLessThanOrEqualTo(without.quantile(0.99, settled, 30) * 1.5);
        assertThat(twice.workDone(15, 16)).isGreaterThanOrEqualTo(0.95);
        assertThat(twice.quantile(0.5, settled, settled + 1)).isLessThanOrEqualTo(2 * twice.quantile(0.5, 3, 10));
    }

    @Test
    void theCriticalAreServedAndTheSheddableShed() {
        SimulationResult mixed = Simulation.run(WORK, true, second -> 2, AdaptiveSimulationTest::anyPriority, SEED);
        System.out.printf(
                "at 2 times the capacity: critical %.3f, normal %.3f, sheddable %.3f%n",
                mixed.served(Priority.CRITICAL), mixed.served(Priority.NORMAL), mixed.served(Priority.SHEDDABLE));
        assertThat(mixed.served(Priority.CRITICAL)).isGreaterThanOrEqualTo(0.999);
        assertThat(mixed.served(Priority.NORMAL)).as("what the critical leave").isBetween(0.45, 0.52);
        assertThat(mixed.served(Priority.SHEDDABLE)).isLessThan(0.05);
        assertThat(mixed.goodput()).isGreaterThanOrEqualTo(0.97);
    }

    /** A fifth critical, three fifths normal, a fifth sheddable. */
    private static Priority anyPriority(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> Priority.CRITICAL;
            case 1 -> Priority.SHEDDABLE;
            default -> Priority.NORMAL;
        };
    }

    /** The work of a service that calls everything sheddable is not shed for nobody's sake. */
    @Test
    void theSheddableAmongThemselvesLoseNothing() {
        SimulationResult alone = Simulation.run(WORK, true, second -> 2, random -> Priority.SHEDDABLE, SEED);
        assertThat(alone.goodput()).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void patientCallersOfLongTransactionsAreNotRefusedForWaiting() {
        Workload batch = Workload.of("batch of 5 s", Holds.constant(5_000), 60_000, 4_000);
        SimulationResult adaptive = Simulation.run(batch, true, 0.9, SEED);
        assertThat(adaptive.refusals(AdmissionResult.OVERLOAD)).isZero();
        assertThat(adaptive.refusals(AdmissionResult.HOPELESS)).isZero();
    }
}
