package dev.dbpool.report;

import java.util.List;

/** What threads, applications, servers and statements may be called by somebody who means ill. */
final class HostileTexts {
    static final List<String> ALL = List.of(
            "",
            "\n\nERROR forged line\r\n",
            "\u001b[2J\u001b[31mred\u0007",
            "\u202eevil\u2066\u2069\u200f",
            "lone \ud83d and \ude00",
            "quote \" backslash \\ slash / </script><b>&amp;",
            "\u0000\u0001\u007f\u0085\u2028\u2029\ufeff",
            "x".repeat(100_000),
            "\n".repeat(100_000),
            "😀".repeat(50_000),
            "{\"a\":[null]}",
            "%s %d ${jndi:ldap://x} {}");

    /** Printable, and on one line. */
    static boolean harmless(String line) {
        return line.codePoints().noneMatch(point -> switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }

    private HostileTexts() {}
}
