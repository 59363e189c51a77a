package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoalTest {
    private static final String ADAPTIVE = "db-pool adaptive, 1 s";

    @TempDir
    Path folder;

    private String goals(Run... runs) throws Exception {
        for (Run run : runs) {
            new ResultFiles(folder).write(run);
        }
        return Goals.markdown(new Results(folder));
    }

    @Test
    void missedGoalIsSaidAsClearlyAsAReachedOne() throws Exception {
        assertThat(goals(new SampleRun("overload")
                        .with("1.0 x", ADAPTIVE, Map.of("goodput % of offered", 91.9))
                        .with("4.0 x", ADAPTIVE, Map.of("goodput % of capacity", 97.0))
                        .run()))
                .contains("| `adaptive`: goodput at 1 × | ≥ 92 % of offered | 91.9 % of offered | **no** |")
                .contains("| `adaptive`: goodput at 4 × | ≥ 97 % of capacity | 97 % of capacity | yes |");
    }

    @Test
    void goalThatNobodyMeasuredHasNoRow() throws Exception {
        assertThat(goals(new SampleRun("overload").run())).doesNotContain("adaptive");
    }

    @Test
    void latencyIsComparedWithThatOfAnIdlePool() throws Exception {
        assertThat(goals(new SampleRun("overload")
                        .with("0.5 x", ADAPTIVE, Map.of("p50 ms", 10.0, "p99 ms", 10.0))
                        .with("4.0 x", ADAPTIVE, Map.of("p50 ms", 15.0, "p99 ms", 150.0))
                        .run()))
                .contains("| `adaptive`: p50 at 4 × | ≤ 2 × that at 0.5 × | 1.5 × that at 0.5 × | yes |")
                .contains("| `adaptive`: p99 at 4 × | ≤ 10 × that at 0.5 × | 15 × that at 0.5 × | **no** |");
    }

    @Test
    void poolThatDidNotRecoverMissesTheGoal() throws Exception {
        assertThat(goals(new SampleRun("disturbance")
                        .with("step 1 x, 4 x, 1 x", ADAPTIVE, Map.of("recovery s", Double.POSITIVE_INFINITY))
                        .run()))
                .contains("| `adaptive`: recovery, step 1 x, 4 x, 1 x | ≤ 1 s | never | **no** |");
    }

    private static SampleRun path(double one, double eight, double halfRange) {
        return new SampleRun("path")
                .with(
                        "acquire+release, 1 thread",
                        "db-pool",
                        Map.of(
                                "cpu ns/op", one,
                                "lowest cpu ns/op", one * (1 - halfRange),
                                "highest cpu ns/op", one * (1 + halfRange)))
                .with("acquire+release, 1 thread", "HikariCP", Map.of("cpu ns/op", 100.0))
                .with("acquire+release, 8 threads", "db-pool", Map.of("cpu ns/op", eight))
                .with("acquire+release, 8 threads", "HikariCP", Map.of("cpu ns/op", 100.0));
    }

    @Test
    void moreThreadsAreJudgedByTheRatioOfOneThread() throws Exception {
        assertThat(goals(path(150, 160, 0).run()))
                .contains(
                        "8 threads, CPU, no worse than with 1 thread | ≤ 1.5 × HikariCP bare | 1.6 × HikariCP bare | **no** |");
        assertThat(goals(path(150, 150, 0).run())).contains("| ≤ 1.5 × HikariCP bare | 1.5 × HikariCP bare | yes |");
    }

    @Test
    void noiseOfTheRunIsAllowedButNotMoreThanARegression() throws Exception {
        assertThat(goals(path(150, 160, 0.1).run())).contains("| ≤ 1.65 × HikariCP bare | 1.6 × HikariCP bare | yes |");
        assertThat(goals(path(200, 240, 0.9).run()))
                .contains("| ≤ 2.3 × HikariCP bare | 2.4 × HikariCP bare | **no** |");
    }

    @Test
    void whatRemainsWithoutEngineAndClockReadsIsJudged() throws Exception {
        assertThat(goals(path(200, 200, 0)
                        .with("recording one latency, 1 thread", "System.nanoTime", Map.of("cpu ns/op", 24.0))
                        .run()))
                .contains(
                        "| acquire+release, 1 thread, CPU more than HikariCP and three clock reads | ≤ 30 ns | 28 ns | yes |");
    }

    @Test
    void theCheapestInstrumentedPeerCounts() throws Exception {
        assertThat(goals(path(200, 200, 0)
                        .with("acquire+release, 1 thread", "HikariCP + OpenTelemetry", Map.of("cpu ns/op", 400.0))
                        .with("acquire+release, 1 thread", "HikariCP + Micrometer", Map.of("cpu ns/op", 250.0))
                        .run()))
                .contains(
                        "| acquire+release, 1 thread, CPU beside the cheapest instrumented HikariCP | ≤ 1 × its CPU | 0.8 × its CPU | yes |");
    }

    @Test
    void theCheapestInstrumentedPeerIsNotTheCheapestOfThoseThatHappenedToRun() throws Exception {
        assertThat(goals(path(200, 200, 0)
                        .with("acquire+release, 1 thread", "HikariCP + Micrometer", Map.of("cpu ns/op", 250.0))
                        .run()))
                .doesNotContain("instrumented");
    }

    @Test
    void aVerdictThatTheRangeDoesNotBearOutIsSaidToBeWithinTheNoise() throws Exception {
        assertThat(goals(path(190, 190, 0.1).run()))
                .contains("| ≤ 1.95 × HikariCP bare | 1.9 [1.71–2.09] × HikariCP bare | yes, within the noise |");
        assertThat(goals(path(200, 200, 0.1).run()))
                .contains("| ≤ 1.95 × HikariCP bare | 2 [1.8–2.2] × HikariCP bare | **no**, within the noise |");
        assertThat(goals(path(300, 300, 0.1).run()))
                .contains("| ≤ 1.95 × HikariCP bare | 3 [2.7–3.3] × HikariCP bare | **no** |");
    }

    @Test
    void aRangeIsThatOfTheWorstAgainstTheBest() {
        Figure figure = new Figure(10, 8, 12);
        assertThat(figure.minus(new Figure(5, 4, 6))).isEqualTo(new Figure(5, 2, 8));
        assertThat(figure.over(new Figure(2, 1, 4))).contains(new Figure(5, 2, 12));
        assertThat(figure.over(new Figure(0, 0, 0))).isEmpty();
    }

    @Test
    void thePeerAheadIsShown() throws Exception {
        assertThat(goals(path(200, 200, 0)
                        .with("acquire+release, 1 thread", "Agroal + its metrics", Map.of("cpu ns/op", 80.0))
                        .run()))
                .contains("db-pool: 2.00 × HikariCP bare | 0.80 × HikariCP bare | ahead of us |");
    }

    @Test
    void memoryCountsAfterAFight() throws Exception {
        String kept = "heap kept by the metrics of a pool";
        assertThat(goals(new SampleRun("path")
                        .with(kept, "2 cores", Map.of("KiB per pool", 9.0))
                        .with(kept, "2 cores, after a fight", Map.of("KiB per pool", 17.0))
                        .run()))
                .contains("| ≤ 16 KiB | 17 KiB | **no** |");
    }

    @Test
    void theWorstWorkloadCounts() throws Exception {
        assertThat(goals(new SampleRun("hold")
                        .with("1 ms", "db-pool fifo", Map.of("goodput /s", 100.0))
                        .with("1 ms", "db-pool adaptive", Map.of("goodput /s", 120.0))
                        .with("5 s", "db-pool fifo", Map.of("goodput /s", 100.0))
                        .with("5 s", "db-pool adaptive", Map.of("goodput /s", 90.0))
                        .run()))
                .contains("the worst of all workloads: 5 s | ≥ 0.97 × its goodput | 0.9 × its goodput | **no** |");
    }
}
