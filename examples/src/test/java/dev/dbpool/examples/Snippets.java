package dev.dbpool.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of sources that are marked to be quoted, and documents that quote them. */
final class Snippets {
    private static final Pattern MARKED =
            Pattern.compile("// readme:begin (\\S+)\\n(.*?)\\n *// readme:end", Pattern.DOTALL);
    private static final Pattern QUOTED =
            Pattern.compile("<!-- snippet: (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    private final Map<String, String> marked = new HashMap<>();

    static Snippets of(Path sources) throws IOException {
        try (var files = Files.walk(sources)) {
            Snippets snippets = new Snippets();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                snippets.add(Files.readString(file));
            }
            return snippets;
        }
    }

    void add(String source) {
        Matcher found = MARKED.matcher(source);
        while (found.find()) {
            if (marked.put(found.group(1), found.group(2)) != null) {
                throw new AssertionError("two snippets are named " + found.group(1));
            }
        }
    }

    /** What a document quotes that is not so in the sources, one sentence each. */
    List<String> differences(String document) {
        List<String> differences = new ArrayList<>();
        Matcher quote = QUOTED.matcher(document);
        while (quote.find()) {
            String name = quote.group(1);
            String source = marked.get(name);
            if (source == null) {
                differences.add("snippet " + name + " is not marked anywhere; known are " + marked.keySet());
            } else if (!spaced(source).equals(spaced(quote.group(2)))) {
                differences.add("snippet " + name + " is not as in the source, which says:\n" + source.stripIndent());
            }
        }
        return differences;
    }

    /** How many quotes a document announces, well-formed or not. */
    static long announced(String document) {
        return document.lines().filter(line -> line.contains("<!-- snippet:")).count();
    }

    static long found(String document) {
        return QUOTED.matcher(document).results().count();
    }

    private static String spaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
