package dev.dbpool.internal.backend;

/** Makes foreign text fit for one line of any output. Stateless. */
final class SafeText {
    private SafeText() {}

    /** At most so many characters, without any that break a line, are invisible, or change the direction of reading. */
    static String line(String text, int mostChars) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), mostChars));
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            int length = Character.charCount(point);
            if (at + length > mostChars - 3 && at + length < text.length()) {
                return safe.append("...").toString();
            }
            if (printable(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append(Character.isWhitespace(point) ? ' ' : '?');
            }
            at += length;
        }
        return safe.toString();
    }

    static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
