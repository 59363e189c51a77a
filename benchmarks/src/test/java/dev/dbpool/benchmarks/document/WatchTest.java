package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.Run;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static Run path(double ours) {
        return new SampleRun("path")
                .with("1 thread", "db-pool", Map.of("cpu ns/op", ours))
                .with("1 thread", "HikariCP", Map.of("cpu ns/op", 100.0))
                .run();
    }

    private static Run query(double ours) {
        return new SampleRun("query")
                .with("8 threads", "db-pool, test idle", Map.of("ops /s", ours))
                .with("8 threads", "HikariCP", Map.of("ops /s", 1000.0))
                .run();
    }

    @Test
    void ratioThatGotWorseByMoreThanTheToleranceIsWarnedOf() {
        assertThat(Watch.warnings(Family.PATH, path(180), path(210)))
                .singleElement()
                .asString()
                .contains("path, 1 thread")
                .contains("2.10 x")
                .contains("1.80 x");
        assertThat(Watch.warnings(Family.QUERY, query(1000), query(800))).hasSize(1);
    }

    @Test
    void smallChangesAndImprovementsAreNot() {
        assertThat(Watch.warnings(Family.PATH, path(180), path(200))).isEmpty();
        assertThat(Watch.warnings(Family.PATH, path(180), path(100))).isEmpty();
        assertThat(Watch.warnings(Family.QUERY, query(1000), query(900))).isEmpty();
        assertThat(Watch.warnings(Family.QUERY, query(1000), query(2000))).isEmpty();
    }

    @Test
    void newScenarioHasNothingToBeComparedWith() {
        assertThat(Watch.warnings(Family.PATH, new SampleRun("path").run(), path(500)))
                .isEmpty();
    }
}
