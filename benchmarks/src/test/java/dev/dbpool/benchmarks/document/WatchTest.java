package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    private static Run path(double ours) {
        return new SampleRun("path")
                .with("acquire+release, 1 thread", "db-pool", Map.of("cpu ns/op", ours))
                .with("acquire+release, 1 thread", "HikariCP", Map.of("cpu ns/op", 100.0))
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
        assertThat(Watch.warnings(path(180), path(210)))
                .singleElement()
                .asString()
                .contains("path, acquire+release, 1 thread")
                .contains("now 2.10")
                .contains("was 1.80");
        assertThat(Watch.warnings(query(1000), query(800))).hasSize(1);
    }

    @Test
    void smallChangesAndImprovementsAreNot() {
        assertThat(Watch.warnings(path(180), path(200))).isEmpty();
        assertThat(Watch.warnings(path(180), path(100))).isEmpty();
        assertThat(Watch.warnings(query(1000), query(900))).isEmpty();
        assertThat(Watch.warnings(query(1000), query(2000))).isEmpty();
    }

    @Test
    void newScenarioHasNothingToBeComparedWith() {
        assertThat(Watch.warnings(new SampleRun("path").run(), path(500))).isEmpty();
    }

    @Test
    void slowerCallersUnderOverloadAreWarnedOf() {
        assertThat(Watch.warnings(overload(11), overload(13)))
                .singleElement()
                .asString()
                .contains("p50 of adaptive");
        assertThat(Watch.warnings(overload(11), overload(11.5))).isEmpty();
    }

    private static Run overload(double p50) {
        String adaptive = "db-pool adaptive, 1 s";
        return new SampleRun("overload")
                .with("0.5 x", adaptive, Map.of("p50 ms", 10.0))
                .with("4.0 x", adaptive, Map.of("p50 ms", p50))
                .run();
    }

    @Test
    void moreBytesAreWarnedOf() {
        assertThat(Watch.warnings(memory(10), memory(12)))
                .singleElement()
                .asString()
                .contains("KiB");
        assertThat(Watch.warnings(memory(10), memory(11))).isEmpty();
    }

    private static Run memory(double kibibytes) {
        return new SampleRun("path")
                .with(
                        "heap kept by the metrics of a pool with 10 connections",
                        "2 cores, after a fight",
                        Map.of("KiB per pool", kibibytes))
                .run();
    }

    @Test
    void firstRunIsNotSaidToBeNoWorse(@TempDir Path folder) throws Exception {
        ResultFiles files = new ResultFiles(folder);
        assertThat(Watch.lines(new Results(folder), "quick"))
                .containsExactly("Nothing to compare with: there is no earlier run.");

        files.write(new SampleRun("query").at("2026-11-25T19:00:00Z"));
        assertThat(Watch.lines(new Results(folder), "quick"))
                .singleElement()
                .asString()
                .startsWith("Nothing to compare");

        files.write(new SampleRun("query").at("2026-11-25T20:00:00Z"));
        assertThat(Watch.lines(new Results(folder), "quick"))
                .singleElement()
                .asString()
                .startsWith("Nothing that is watched");
    }
}
