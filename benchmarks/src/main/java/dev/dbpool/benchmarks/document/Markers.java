package dev.dbpool.benchmarks.document;

/** Parts of a document that are generated: what stands between {@code <!-- name -->} and {@code <!-- /name -->}. */
final class Markers {
    private Markers() {}

    static boolean has(String document, String name) {
        return document.contains(begin(name));
    }

    /**
     * The document with the part replaced, whose markers stand on lines of their own.
     *
     * @throws IllegalArgumentException if the document does not have exactly one such part
     */
    static String replace(String document, String name, String content) {
        return replaceBetween(document, begin(name) + "\n", end(name), content);
    }

    /**
     * The same for a part that stands on one line with its markers.
     *
     * @throws IllegalArgumentException if the document does not have exactly one such part
     */
    static String replaceInLine(String document, String name, String content) {
        return replaceBetween(document, begin(name), end(name), content);
    }

    private static String begin(String name) {
        return "<!-- " + name + " -->";
    }

    private static String end(String name) {
        return "<!-- /" + name + " -->";
    }

    private static String replaceBetween(String document, String begin, String end, String content) {
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 || to < from || document.indexOf(begin, from + 1) >= 0 || document.indexOf(end, to + 1) >= 0) {
            throw new IllegalArgumentException("the document must have exactly one " + begin.strip() + " … " + end);
        }
        return document.substring(0, from + begin.length()) + content + document.substring(to);
    }
}
