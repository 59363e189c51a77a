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
                        .with("step 1 x, 4 x, 1 x", ADAPTIVE, Map.of("usual p50 ms", 10.0))
                        .run()))
                .contains("| `adaptive`: recovery, step 1 x, 4 x, 1 x | ≤ 1 s | never | **no** |");
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
