package dev.dbpool.benchmarks.document;

/** Parts of a document that are generated: what stands between {@code <!-- name -->} and {@code <!-- /name -->}. */
final class Markers {
    private Markers() {}

    /**
     * The document with the part replaced.
     *
     * @throws IllegalArgumentException if the document does not have exactly one such part
     */
    static String replace(String document, String name, String content) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- /" + name + " -->";
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 || to < from || document.indexOf(begin, from + 1) >= 0 || document.indexOf(end, to + 1) >= 0) {
            throw new IllegalArgumentException("the document must have exactly one " + begin.strip() + " … " + end);
        }
        return document.substring(0, from + begin.length()) + content + document.substring(to);
    }
}
