package dev.dbpool.internal.backend;

import dev.dbpool.internal.backend.SqlToken.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a statement into tokens as PostgreSQL does, and shows nothing of literals and comments. Where it cannot know
 * what is a literal, it shows nothing of the rest: after an end that is missing because the server has cut the text,
 * and after a backslash that escapes a quote or does not, depending on {@code standard_conforming_strings}.
 *
 * <p>Time is linear in the length of the text: every character is passed once. For one thread, once.
 */
final class SqlLexer {
    /** PostgreSQL keeps 63 bytes of an identifier; what is longer is something else. */
    private static final int LONGEST_NAME = 63;

    private static final int MOST_PARAMETER_DIGITS = 5;
    private static final String SYMBOLS = "+-*/<>=~!@#%^&|`()[]{},;:.";

    private final String sql;
    private int at;
    private boolean spaced;

    SqlLexer(String sql) {
        this.sql = sql;
    }

    /** The next token; null at the end. */
    @Nullable
    SqlToken next() {
        spaced = false;
        while (at < sql.length()) {
            if (isSpace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                skipLine();
            } else if (sql.startsWith("/*", at)) {
                if (!skipComment()) {
                    return hideRest();
                }
            } else {
                return token();
            }
            spaced = true;
        }
        return null;
    }

    private void skipLine() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
    }

    /** Comments nest. False if the end is missing. */
    private boolean skipComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        return depth == 0;
    }

    private SqlToken token() {
        char first = sql.charAt(at);
        if (first == '\'') {
            return string(false);
        }
        if (first == '"') {
            return quotedName();
        }
        if (first == '$') {
            return isDigit(charAt(at + 1)) ? parameter() : dollarQuoted();
        }
        if (isDigit(first) || (first == '.' && isDigit(charAt(at + 1)))) {
            return number();
        }
        if (isNameStart(first)) {
            return word();
        }
        if (sql.startsWith(SqlToken.DOTS, at)) {
            at += SqlToken.DOTS.length();
            return new SqlToken(Kind.OMISSION, SqlToken.DOTS, spaced);
        }
        if (first == '\\') {
            return hideRest();
        }
        at++;
        return SYMBOLS.indexOf(first) >= 0
                ? new SqlToken(Kind.SYMBOL, String.valueOf(first), spaced)
                : SqlToken.value(spaced);
    }

    private SqlToken hideRest() {
        at = sql.length();
        return SqlToken.omission();
    }

    /** @param escapes whether a backslash certainly escapes, as in {@code E'…'} */
    private SqlToken string(boolean escapes) {
        at++;
        while (at < sql.length()) {
            char next = charAt(at + 1);
            switch (sql.charAt(at)) {
                case '\\' -> {
                    if (next == '\'' && !escapes) {
                        return hideRest();
                    }
                    at += escapes || next == '\\' ? 2 : 1;
                }
                case '\'' -> {
                    if (next != '\'') {
                        at++;
                        return endOfLiteral();
                    }
                    at += 2;
                }
                default -> at++;
            }
        }
        return hideRest();
    }

    /** What clings to the end of a literal speaks for a quote too many or too few before it. */
    private SqlToken endOfLiteral() {
        return isNamePart(charAt(at)) || charAt(at) == '"' ? hideRest() : SqlToken.value(spaced);
    }

    private SqlToken dollarQuoted() {
        int end = at + 1;
        while (isNamePart(charAt(end)) && charAt(end) != '$') {
            end++;
        }
        if (charAt(end) != '$') {
            return hideRest();
        }
        String tag = sql.substring(at, end + 1);
        int close = sql.indexOf(tag, end + 1);
        if (close < 0) {
            return hideRest();
        }
        at = close + tag.length();
        return endOfLiteral();
    }

    private SqlToken parameter() {
        int begin = at++;
        while (isDigit(charAt(at))) {
            at++;
        }
        if (isNamePart(charAt(at)) || at - begin > MOST_PARAMETER_DIGITS) {
            return number();
        }
        return new SqlToken(Kind.VALUE, sql.substring(begin, at), spaced);
    }

    /**
     * All that clings to the digits belongs to it: bases, exponents, underscores, and what is no number any more. A
     * dollar sign is in no number: it may open a string, of which this does not know the end.
     */
    private SqlToken number() {
        while (isNamePart(charAt(at)) || charAt(at) == '.' || isSignOfExponent()) {
            if (charAt(at) == '$') {
                return hideRest();
            }
            at++;
        }
        return SqlToken.value(spaced);
    }

    private boolean isSignOfExponent() {
        return (charAt(at) == '+' || charAt(at) == '-')
                && (charAt(at - 1) == 'e' || charAt(at - 1) == 'E')
                && isDigit(charAt(at + 1));
    }

    private SqlToken word() {
        int begin = at;
        while (isNamePart(charAt(at))) {
            at++;
        }
        String word = sql.substring(begin, at);
        switch (word.toLowerCase(Locale.ROOT)) {
            case "e" -> {
                if (charAt(at) == '\'') {
                    return string(true);
                }
            }
            case "b", "x", "n" -> {
                if (charAt(at) == '\'') {
                    return string(false);
                }
            }
            case "u" -> {
                if (charAt(at) == '&' && charAt(at + 1) == '\'') {
                    at++;
                    return string(false);
                }
            }
            default -> {
                // an ordinary word
            }
        }
        // A dollar may be part of a name; more likely a space is missing before a dollar-quoted literal.
        return isName(word) && word.indexOf('$') < 0 ? new SqlToken(Kind.WORD, word, spaced) : SqlToken.value(spaced);
    }

    private SqlToken quotedName() {
        int begin = ++at;
        while (true) {
            int quote = sql.indexOf('"', at);
            if (quote < 0) {
                return hideRest();
            }
            at = quote + 1;
            if (charAt(at) != '"') {
                break;
            }
            at++;
        }
        String name = sql.substring(begin, at - 1);
        return new SqlToken(Kind.QUOTED, isName(name) ? '"' + name + '"' : "\"?\"", spaced);
    }

    /** Whether it looks like a name; people also put values between double quotes. */
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_NAME
                && text.codePoints().allMatch(point -> Character.isLetterOrDigit(point) || " _-.$".indexOf(point) >= 0);
    }

    private char charAt(int index) {
        return index >= 0 && index < sql.length() ? sql.charAt(index) : '\0';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
