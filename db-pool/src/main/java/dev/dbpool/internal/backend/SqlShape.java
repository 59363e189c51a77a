package dev.dbpool.internal.backend;

import dev.dbpool.internal.backend.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Puts the tokens of a statement together again, shortened: of a list of values the first stays, of several such lists
 * in a row as well. Time is amortized linear: a token is added once and removed once. For one thread.
 */
final class SqlShape {
    static final int MOST_CHARS = 200;

    /** Words that may stand in a list of values. */
    private static final Set<String> WORDS_OF_VALUES = Set.of(
            "NULL", "TRUE", "FALSE", "DEFAULT", "ARRAY", "ROW", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL");

    private static final String OMITTED = " " + SqlToken.DOTS;

    /** A bracket that is not closed yet. */
    private static final class Bracket {
        final int position;
        int firstComma = -1;
        boolean onlyValues = true;

        Bracket(int position) {
            this.position = position;
        }
    }

    private final List<SqlToken> shown = new ArrayList<>();
    private final Deque<Bracket> open = new ArrayDeque<>();

    void add(SqlToken token) {
        if (token.isSymbol('(') || token.isSymbol('[')) {
            open.push(new Bracket(shown.size()));
            shown.add(token);
        } else if ((token.isSymbol(')') || token.isSymbol(']')) && !open.isEmpty()) {
            close(open.pop(), token);
        } else {
            judge(token);
            shown.add(token);
        }
    }

    private void judge(SqlToken token) {
        Bracket inside = open.peek();
        if (inside == null) {
            return;
        }
        if (!token.isSymbol(',')) {
            inside.onlyValues &= mayBeOfAValue(token);
        } else if (inside.firstComma < 0) {
            inside.firstComma = shown.size();
        }
    }

    private boolean mayBeOfAValue(SqlToken token) {
        return switch (token.kind()) {
            case VALUE, OMISSION -> true;
            case SYMBOL -> token.isSymbol('+') || token.isSymbol('-') || token.isSymbol(':');
            case WORD -> WORDS_OF_VALUES.contains(token.keyword()) || last(':');
            case QUOTED, END_OF_VALUES -> false;
        };
    }

    private void close(Bracket bracket, SqlToken end) {
        if (!bracket.onlyValues || shown.size() == bracket.position + 1) {
            shown.add(end);
            if (!open.isEmpty()) {
                open.peek().onlyValues = false;
            }
            return;
        }
        if (bracket.firstComma >= 0) {
            keep(bracket.firstComma + 1);
            shown.add(SqlToken.omission());
        }
        shown.add(new SqlToken(Kind.END_OF_VALUES, end.text(), end.spaced()));
        mergeWithListBefore(bracket.position);
    }

    /** {@code (?), (?)} becomes {@code (?), ...}. */
    private void mergeWithListBefore(int position) {
        if (position < 2 || !shown.get(position - 1).isSymbol(',')) {
            return;
        }
        Kind before = shown.get(position - 2).kind();
        if (before == Kind.END_OF_VALUES) {
            keep(position);
            shown.add(SqlToken.omission());
        } else if (before == Kind.OMISSION
                && position >= 4
                && shown.get(position - 3).isSymbol(',')
                && shown.get(position - 4).kind() == Kind.END_OF_VALUES) {
            keep(position - 1);
        }
    }

    private void keep(int tokens) {
        shown.subList(tokens, shown.size()).clear();
    }

    private boolean last(char symbol) {
        return !shown.isEmpty() && shown.get(shown.size() - 1).isSymbol(symbol);
    }

    /** On one line. What does not fit is cut off between tokens, so that the rest reads like a statement. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            String piece = (needsSpace(i) ? " " : "") + shown.get(i).text();
            boolean last = i == shown.size() - 1;
            if (text.length() + piece.length() > (last ? MOST_CHARS : MOST_CHARS - OMITTED.length())) {
                return text.append(OMITTED).toString();
            }
            text.append(piece);
        }
        return text.toString();
    }

    private boolean needsSpace(int position) {
        if (position == 0) {
            return false;
        }
        SqlToken token = shown.get(position);
        SqlToken before = shown.get(position - 1);
        if (before.isSymbol('(') || before.isSymbol('[') || isClosing(token)) {
            return false;
        }
        return token.spaced() || before.isSymbol(',');
    }

    private static boolean isClosing(SqlToken token) {
        return token.kind() == Kind.END_OF_VALUES
                || token.isSymbol(')')
                || token.isSymbol(']')
                || token.isSymbol(',')
                || token.isSymbol(';');
    }
}
