package dev.dbpool.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgainEvenWhatNeverHappened() throws Exception {
        Run run = new Run(
                "disturbance",
                "full",
                Instant.parse("2026-11-25T22:00:00Z"),
                Machine.here(),
                Versions.of(Set.of()),
                List.of("by hand"),
                List.of(new Measurement(
                        Names.STEP,
                        Names.ADAPTIVE,
                        new TreeMap<>(Map.of(Names.RECOVERY, Double.POSITIVE_INFINITY, Names.GOODPUT, 12.5)))));
        ResultFiles files = new ResultFiles(folder);

        files.write(run);

        assertThat(files.runs("disturbance", "full")).containsExactly(run);
    }

    @Test
    void everyRunTellsWhereItTookPlaceAndWhatWasMeasured() {
        assertThat(Machine.here())
                .containsKeys("cores", "processor", "memory", "jdk", "garbage collector", "load average before");
        assertThat(Versions.of(Set.of())).containsKey(Names.DB_POOL);
    }
}
