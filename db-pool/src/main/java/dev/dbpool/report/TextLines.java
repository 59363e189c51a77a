package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;

/** Lines of at most {@value #WIDTH} characters. */
final class TextLines {
    static final int WIDTH = 120;

    private final StringBuilder out = new StringBuilder(4_096);

    void blank() {
        out.append('\n');
    }

    void section(String title) {
        blank();
        line(title);
    }

    /** Cut to the width: for tables. */
    void line(String line) {
        out.append(OneLine.shorten(line.stripTrailing(), WIDTH)).append('\n');
    }

    /** Broken at spaces where it can be; further lines are indented as far as the text of the first. */
    void wrapped(String prefix, String text) {
        String indent = " ".repeat(prefix.length());
        int width = WIDTH - prefix.length();
        String begin = prefix;
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : beforeSurrogate(rest, width);
            line(begin + rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
            begin = indent;
        }
        line(begin + rest);
    }

    private static int beforeSurrogate(String text, int end) {
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** How many were left out, if any. */
    void rest(String prefix, int count) {
        if (count > 0) {
            line(prefix + "and " + count + " more");
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
