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

    private static SampleRun path(double ours, double halfRange) {
        return new SampleRun("path")
                .with(
                        "acquire+release, 1 thread",
                        "db-pool",
                        Map.of(
                                "cpu ns/op", ours,
                                "lowest cpu ns/op", ours * (1 - halfRange),
                                "highest cpu ns/op", ours * (1 + halfRange)))
                .with("acquire+release, 1 thread", "HikariCP", Map.of("cpu ns/op", 100.0));
    }

    @Test
    void eachNumberOfThreadsIsJudgedBesideTheBarePeerWithAsMany() throws Exception {
        assertThat(goals(path(95, 0)
                        .with("acquire+release, 8 threads", "db-pool", Map.of("cpu ns/op", 160.0))
                        .with("acquire+release, 8 threads", "HikariCP", Map.of("cpu ns/op", 150.0))
                        .run()))
                .contains("1 thread, everything on, CPU | ≤ 0.95 × HikariCP bare | 0.95 × HikariCP bare | yes |")
                .contains("8 threads on 10 connections, CPU | ≤ 1 × HikariCP bare | 1.07 × HikariCP bare | **no** |");
    }

    @Test
    void thePeerWithMetricsIsAGoalToo() throws Exception {
        assertThat(goals(path(95, 0)
                        .with("acquire+release, 1 thread", "Agroal + its metrics", Map.of("cpu ns/op", 80.0))
                        .run()))
                .contains("| ≤ 1 × Agroal + its metrics | 1.19 × Agroal + its metrics | **no** |");
    }

    @Test
    void aVerdictThatTheRangeDoesNotBearOutIsSaidToBeWithinTheNoise() throws Exception {
        assertThat(goals(path(90, 0.1).run()))
                .contains("| ≤ 0.95 × HikariCP bare | 0.9 [0.81–0.99] × HikariCP bare | yes, within the noise |");
        assertThat(goals(path(100, 0.1).run()))
                .contains("| ≤ 0.95 × HikariCP bare | 1 [0.9–1.1] × HikariCP bare | **no**, within the noise |");
        assertThat(goals(path(200, 0.1).run()))
                .contains("| ≤ 0.95 × HikariCP bare | 2 [1.8–2.2] × HikariCP bare | **no** |");
    }

    @Test
    void thousandthsCountWhereTheGoalIsMadeOfThem() throws Exception {
        assertThat(goals(new SampleRun("engine")
                        .with(
                                "in a loop without a pause: 1,000 virtual threads on 10 connections",
                                "db-pool",
                                Map.of("Jain index", 0.9984, "starved callers", 0.0))
                        .run()))
                .contains("Jain over a second | ≥ 0.999 | 0.998 | **no** |")
                .contains("starved | ≤ 0 callers | 0 callers | yes |");
    }

    @Test
    void aRangeIsThatOfTheWorstAgainstTheBest() {
        Figure figure = new Figure(10, 8, 12);
        assertThat(figure.minus(new Figure(5, 4, 6))).isEqualTo(new Figure(5, 2, 8));
        assertThat(figure.over(new Figure(2, 1, 4))).contains(new Figure(5, 2, 12));
        assertThat(figure.over(new Figure(0, 0, 0))).isEmpty();
    }

    @Test
    void theWorstQueryCounts() throws Exception {
        assertThat(goals(new SampleRun("query")
                        .with("8 platform threads", "db-pool, test idle", Map.of("ops /s", 110.0))
                        .with("8 platform threads", "HikariCP", Map.of("ops /s", 100.0))
                        .with("1,000 virtual threads", "db-pool, test idle", Map.of("ops /s", 90.0))
                        .with("1,000 virtual threads", "HikariCP", Map.of("ops /s", 100.0))
                        .run()))
                .contains("`SELECT 1`, the worst of all: 1,000 virtual threads | ≥ 1 × HikariCP's throughput | 0.9 ")
                .doesNotContain("a test before each");
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
