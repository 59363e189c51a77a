package dev.dbpool.examples;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Output that a document shows, marked {@code <!-- demo: name -->}, against what a program printed. Numbers, spaces and
 * line breaks may differ; {@code …} stands for what is left out.
 */
final class ShownOutput {
    private static final Pattern BLOCK = Pattern.compile("<!-- demo: (\\S+) -->\\s*```\\n(.*?)```", Pattern.DOTALL);

    private ShownOutput() {}

    /** The block of this name. */
    static String in(String document, String name) {
        return BLOCK.matcher(document)
                .results()
                .filter(block -> block.group(1).equals(name))
                .map(block -> block.group(2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block is marked <!-- demo: " + name + " -->"));
    }

    /** The first shown passage that was not printed, or not in this order; empty if all were. */
    static Optional<String> firstNotPrinted(String shown, String printed) {
        String all = plain(printed);
        int from = 0;
        for (String passage : passages(shown)) {
            int at = all.indexOf(passage, from);
            if (at < 0) {
                return Optional.of(passage);
            }
            from = at + passage.length();
        }
        return Optional.empty();
    }

    private static List<String> passages(String shown) {
        return Arrays.stream(shown.split("…"))
                .map(ShownOutput::plain)
                .filter(passage -> !passage.isEmpty())
                .toList();
    }

    /** With every number as 0, and single spaces. */
    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceAll("\\d+(\\.\\d+)?", "0");
    }
}
