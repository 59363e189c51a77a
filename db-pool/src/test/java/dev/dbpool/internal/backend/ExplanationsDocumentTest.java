package dev.dbpool.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/explanations.md shows the query that is asked, and fingerprints as they are. */
class ExplanationsDocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("\\| `([A-Z][^`]+)` \\| `([^`]+)` \\|");

    private final String document;

    ExplanationsDocumentTest() throws IOException {
        document = Files.readString(Path.of("..", "docs", "explanations.md"));
    }

    @Test
    void showsTheQueryAsItIsAsked() {
        String asked = ActivityQuery.SQL
                .replaceFirst("\\?", "'orders'")
                .replaceFirst("\\?", "'{4711,4712}'")
                .replaceFirst("\\?", "'orders'");
        assertThat(document).contains("```sql\n" + asked.strip() + "\n```");
    }

    @Test
    void showsFingerprintsAsTheyAre() {
        assertThat(EXAMPLE.matcher(document).results().toList())
                .hasSizeGreaterThan(5)
                .allSatisfy(ExplanationsDocumentTest::isTrue);
    }

    private static void isTrue(MatchResult example) {
        assertThat(SqlFingerprint.of(example.group(1))).isEqualTo(example.group(2));
    }
}
