package dev.dbpool.internal.backend;

import java.util.Locale;

/**
 * A piece of a statement as it may be shown.
 *
 * @param kind what it is
 * @param text what is shown for it
 * @param spaced whether anything that is not shown, such as white space, stood before it
 */
record SqlToken(Kind kind, String text, boolean spaced) {
    static final String DOTS = "...";

    enum Kind {
        /** A keyword or an identifier without quotes. */
        WORD,
        /** An identifier with quotes. */
        QUOTED,
        /** A literal, shown as a question mark, or a parameter. */
        VALUE,
        /** One character of an operator or of punctuation. */
        SYMBOL,
        /** The end of a list of nothing but values. */
        END_OF_VALUES,
        /** What was left out. */
        OMISSION
    }

    static SqlToken value(boolean spaced) {
        return new SqlToken(Kind.VALUE, "?", spaced);
    }

    static SqlToken omission() {
        return new SqlToken(Kind.OMISSION, DOTS, true);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** The keyword that it may be, in capitals; empty if it is no word. */
    String keyword() {
        return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
    }
}
