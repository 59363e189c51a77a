package dev.dbpool.internal.text;

import java.util.Locale;

/**
 * The one place where texts from outside (names of threads and applications, SQL, words of a server) are made fit to be
 * printed: on one line, without anything that moves the cursor, colours the terminal or reverses the reading direction,
 * and no longer than allowed. What cannot be printed is shown as an escape. A text that went through here comes out of
 * here unchanged a second time, so it does no harm to be careful twice.
 */
public final class OneLine {
    /** Enough for names of threads and applications. */
    public static final int NAME = 128;

    /** Enough for a stack frame: a class, a method, a file and a line. */
    public static final int FRAME = 256;

    /** Enough for a sentence or a statement. */
    public static final int TEXT = 1_000;

    /** Plain dots, because a log's character set is not known. */
    private static final String ELLIPSIS = "...";

    private OneLine() {}

    /** Escaped, and cut at the end to at most so many characters. */
    public static String of(String text, int most) {
        // What is beyond the limit is not worth escaping; an escape never makes a text shorter.
        String begin = text.length() > most + 1 ? text.substring(0, most + 1) : text;
        return shorten(escape(begin), most);
    }

    /** Cut at the end to at most so many characters, an ellipsis included. */
    public static String shorten(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Math.max(0, most - ELLIPSIS.length());
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    /** Cut at the front to at most so many characters: of a stack frame the end says where. */
    public static String shortenFront(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int begin = text.length() - Math.max(0, most - ELLIPSIS.length());
        if (begin < text.length() && Character.isLowSurrogate(text.charAt(begin))) {
            begin++;
        }
        return ELLIPSIS + text.substring(begin);
    }

    /**
     * A stack frame without its package: {@code OrderService.checkout(OrderService.java:88)}. Class, file and line find
     * the code, and messages stay short.
     */
    public static String withoutPackage(String frame) {
        int end = frame.indexOf('(');
        int method = frame.lastIndexOf('.', end < 0 ? frame.length() : end);
        return method < 0 ? frame : frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }

    private static String escape(String text) {
        if (text.codePoints().allMatch(OneLine::isHarmless)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> append(escaped, point));
        return escaped.toString();
    }

    private static boolean isHarmless(int point) {
        if (point >= ' ' && point < 0x7f) {
            return true;
        }
        return switch (Character.getType(point)) {
            // A lone surrogate is a code point of its own here. Format characters include the bidirectional overrides.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void append(StringBuilder escaped, int point) {
        if (isHarmless(point)) {
            escaped.appendCodePoint(point);
        } else if (point == '\n') {
            escaped.append("\\n");
        } else if (point == '\r') {
            escaped.append("\\r");
        } else if (point == '\t') {
            escaped.append("\\t");
        } else {
            escaped.append(String.format(Locale.ROOT, point > 0xffff ? "\\u{%x}" : "\\u%04x", point));
        }
    }
}
