package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkersTest {
    private static final String DOCUMENT = "a\n<!-- one -->\nold\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n";

    @Test
    void onlyThePartBetweenIsReplaced() {
        assertThat(Markers.replace(DOCUMENT, "one", "new\n"))
                .isEqualTo("a\n<!-- one -->\nnew\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n");
    }

    @Test
    void replacingTwiceChangesNothingMore() {
        String once = Markers.replace(DOCUMENT, "two", "new\n");

        assertThat(Markers.replace(once, "two", "new\n")).isEqualTo(once);
    }

    @Test
    void missingOrRepeatedPartIsAnError() {
        assertThatThrownBy(() -> Markers.replace(DOCUMENT, "three", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("<!-- three -->");
        assertThatThrownBy(() -> Markers.replace(DOCUMENT + DOCUMENT, "one", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partCanStandOnOneLine() {
        assertThat(Markers.replaceInLine("a <!-- one -->old<!-- /one --> b\n", "one", "new"))
                .isEqualTo("a <!-- one -->new<!-- /one --> b\n");
    }
}
