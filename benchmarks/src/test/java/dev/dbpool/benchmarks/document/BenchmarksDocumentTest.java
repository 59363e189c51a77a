package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/benchmarks.md shows what the committed results say, and nothing that nobody ran. */
class BenchmarksDocumentTest {
    /** Tests run in the folder of their module. */
    private static final Path RESULTS = Path.of("results");

    private static final Path DOCUMENT = Path.of("..", "docs", "benchmarks.md");

    @Test
    void tablesAreThoseOfTheCommittedResults() throws Exception {
        String document = Files.readString(DOCUMENT, StandardCharsets.UTF_8);

        assertThat(new Generated(new Results(RESULTS)).replaceAll(document))
                .as("the results have changed: ./dev bench --record brings the document up to them")
                .isEqualTo(document);
    }
}
