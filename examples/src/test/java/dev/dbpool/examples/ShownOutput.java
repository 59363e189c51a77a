package dev.dbpool.examples;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Output that a document shows, marked {@code <!-- demo: name -->}, against what a program printed. Numbers, indentation
 * and the width of tables may differ; a line {@code …} stands for lines that are left out.
 */
final class ShownOutput {
    private static final Pattern BLOCK = Pattern.compile("<!-- demo: (\\S+) -->\\s*```\\n(.*?)```", Pattern.DOTALL);
    private static final String LEFT_OUT = "…";

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

    /** The first shown line that was not printed, in its order; empty if all were. */
    static Optional<String> firstNotPrinted(String shown, String printed) {
        Deque<String> rest = new ArrayDeque<>(lines(printed).toList());
        for (String line : lines(shown).filter(line -> !line.equals(LEFT_OUT)).toList()) {
            while (!rest.isEmpty() && !rest.element().equals(line)) {
                rest.remove();
            }
            if (rest.isEmpty()) {
                return Optional.of(line);
            }
            rest.remove();
        }
        return Optional.empty();
    }

    private static Stream<String> lines(String text) {
        return text.lines().map(ShownOutput::plain).filter(line -> !line.isEmpty());
    }

    /** With every number as 0, and single spaces. */
    static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceAll("\\d+(\\.\\d+)?", "0");
    }
}
