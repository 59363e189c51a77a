package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Code in the README is code that was compiled: between {@code // readme:begin name} and {@code // readme:end}. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String SOURCE = """
                // readme:begin greeting
                greet(
                        "hello");
                // readme:end
            """;

    @Test
    void theReadmeQuotesTheSourcesAsTheyAre() throws Exception {
        assumeTrue(Files.exists(README), "there is no README.md");
        String readme = Files.readString(README);

        assertThat(Snippets.of(Path.of("src", "main", "java")).differences(readme))
                .isEmpty();
        assertThat(Snippets.found(readme))
                .as("each is followed by a java block")
                .isEqualTo(Snippets.announced(readme));
    }

    @Test
    void lineBreaksAndIndentationAreLeftAside() {
        assertThat(snippets().differences(quote("greeting", "greet(\n  \"hello\");")))
                .isEmpty();
    }

    @Test
    void aQuoteThatDiffersIsNamed() {
        assertThat(snippets().differences(quote("greeting", "greet(\"bye\");")))
                .singleElement()
                .asString()
                .contains("greeting", "\"hello\"");
    }

    @Test
    void aQuoteOfNothingIsNamed() {
        assertThat(snippets().differences(quote("farewell", "greet(\"hello\");")))
                .singleElement()
                .asString()
                .contains("farewell is not marked anywhere");
    }

    @Test
    void numbersOfShownOutputAreLeftAsideAndWhatWasNotPrintedIsNamed() {
        String printed = "held  2.1 s   by http-1\nsome more\nthe end\n";

        assertThat(ShownOutput.firstNotPrinted("held 17 s by http-5\n…\nthe end", printed))
                .isEmpty();
        assertThat(ShownOutput.firstNotPrinted("the end\n…\nheld 1 s by http-2", printed))
                .hasValue("held 0 s by http-0");
    }

    private static Snippets snippets() {
        Snippets snippets = new Snippets();
        snippets.add(SOURCE);
        return snippets;
    }

    private static String quote(String name, String code) {
        return "text\n\n<!-- snippet: " + name + " -->\n```java\n" + code + "\n```\n\ntext\n";
    }
}
