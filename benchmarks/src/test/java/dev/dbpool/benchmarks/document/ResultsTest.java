package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    Path folder;

    private Results results;

    @BeforeEach
    void writeFourRuns() throws Exception {
        ResultFiles files = new ResultFiles(folder);
        files.write(new SampleRun("overload").at("2026-11-25T20:00:00Z"));
        files.write(new SampleRun("overload").at("2026-11-25T22:00:00Z"));
        files.write(new SampleRun("overload").at("2026-11-25T21:00:00Z"));
        files.write(new SampleRun("query").at("2026-11-25T19:00:00Z"));
        results = new Results(folder);
    }

    @Test
    void newestIsTheOneThatBeganLast() throws Exception {
        assertThat(results.newest("overload", "quick"))
                .map(Run::startedAt)
                .contains(Instant.parse("2026-11-25T22:00:00Z"));
        assertThat(results.newest("overload", "full")).isEmpty();
    }

    @Test
    void twoOfEachKindAreKept() throws Exception {
        results.forgetOld();

        assertThat(results.runs("overload", "quick"))
                .extracting(Run::startedAt)
                .containsExactly(Instant.parse("2026-11-25T21:00:00Z"), Instant.parse("2026-11-25T22:00:00Z"));
        assertThat(results.runs("query", "quick")).hasSize(1);
    }
}
