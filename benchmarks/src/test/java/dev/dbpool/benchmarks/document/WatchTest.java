package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    private static List<String> warnings(Run before, Run after) {
        return Watch.compare(before, after).warnings();
    }

    private static Run path(double ours) {
        return new SampleRun("path")
                .with("acquire+release, 1 thread", "db-pool", Map.of("cpu ns/op", ours))
                .with("acquire+release, 1 thread", "HikariCP", Map.of("cpu ns/op", 100.0))
                .run();
    }

    private static Run query(double ours) {
        return querySample(ours).run();
    }

    private static SampleRun querySample(double ours) {
        return new SampleRun("query")
                .with("8 threads", "db-pool, test idle", Map.of("ops /s", ours))
                .with("8 threads", "HikariCP", Map.of("ops /s", 1000.0));
    }

    @Test
    void ratioThatGotWorseByMoreThanTheToleranceIsWarnedOf() {
        assertThat(warnings(path(180), path(210)))
                .singleElement()
                .asString()
                .contains("path, acquire+release, 1 thread")
                .contains("now 2.10")
                .contains("was 1.80");
        assertThat(warnings(query(1000), query(800))).hasSize(1);
    }

    @Test
    void smallChangesAndImprovementsAreNot() {
        assertThat(warnings(path(180), path(200))).isEmpty();
        assertThat(warnings(path(180), path(100))).isEmpty();
        assertThat(warnings(query(1000), query(900))).isEmpty();
        assertThat(warnings(query(1000), query(2000))).isEmpty();
    }

    @Test
    void newScenarioHasNothingToBeComparedWith() {
        assertThat(warnings(new SampleRun("path").run(), path(500))).isEmpty();
    }

    @Test
    void slowerCallersUnderOverloadAreWarnedOf() {
        assertThat(warnings(overload(11), overload(13)))
                .singleElement()
                .asString()
                .contains("p50 of adaptive");
        assertThat(warnings(overload(11), overload(11.5))).isEmpty();
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
        assertThat(warnings(memory(10), memory(12))).singleElement().asString().contains("KiB");
        assertThat(warnings(memory(10), memory(11))).isEmpty();
    }

    private static Run memory(double kibibytes) {
        return new SampleRun("path")
                .with("heap kept by the metrics of a pool", "2 cores, after a fight", Map.of("KiB per pool", kibibytes))
                .run();
    }

    @Test
    void aFigureThatIsGoneIsWarnedOf() {
        assertThat(warnings(query(1000), new SampleRun("query").run()))
                .singleElement()
                .asString()
                .contains("query, 8 threads")
                .contains("is missing now");
    }

    @Test
    void runsThatWereMadeDifferentlyAreSaidToBe() {
        Run elsewhere = new Run(
                "query",
                "quick",
                query(1000).startedAt(),
                new TreeMap<>(Map.of("cores", "64", "load average before", "9.9")),
                query(1000).versions(),
                List.of("by hand", "once more"),
                query(1000).measurements());

        assertThat(Watch.compare(query(1000), elsewhere).differences()).containsExactly("cores", "method");
        assertThat(Watch.compare(query(1000), query(1000)).differences()).isEmpty();
    }

    @Test
    void whatWasComparedIsCounted(@TempDir Path folder) throws Exception {
        ResultFiles files = new ResultFiles(folder);
        assertThat(Watch.lines(new Results(folder), "quick")).isEmpty();

        files.write(querySample(1000).at("2026-11-25T19:00:00Z"));
        assertThat(Watch.lines(new Results(folder), "quick"))
                .containsExactly("query: nothing to compare with, there is no earlier run.");

        files.write(querySample(1000).at("2026-11-25T20:00:00Z"));
        assertThat(Watch.lines(new Results(folder), "quick"))
                .containsExactly("query: compared with the run before: 1; none is worse by more than 15 %.");

        files.write(querySample(500).at("2026-11-25T21:00:00Z"));
        assertThat(Watch.lines(new Results(folder), "quick"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("WARNING query, 8 threads"))
                .contains("query: compared with the run before: 1; warnings: 1.");
    }
}
