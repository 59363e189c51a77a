package dev.dbpool.internal.text;

import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failure fit to be logged or to be a cause: its stack trace prints the words of a server, which may forge lines of
 * the log. Stateless.
 */
public final class ForeignFailure {
    private static final int DEEPEST = 10;
    private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Za-z]{5}");

    /** Stands for a failure whose words could not be printed. */
    private static final class Said extends Exception {
        private static final long serialVersionUID = 1L;

        Said(Throwable original) {
            super(clean(original.toString()));
        }

        /** The original's class is in the message already. */
        @Override
        @SuppressWarnings("OverrideThrowableToString")
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    private ForeignFailure() {}

    /** The failure itself if its words and those of its causes are harmless; else one that says the same on one line. */
    public static Throwable printable(Throwable failure) {
        return harmless(failure, DEEPEST) ? failure : copy(failure, DEEPEST);
    }

    private static boolean harmless(@Nullable Throwable failure, int depth) {
        if (failure == null) {
            return true;
        }
        String words = failure.getMessage();
        return depth > 0
                && (words == null || clean(words).equals(words))
                && (!(failure instanceof SQLException sql)
                        || (Objects.equals(sql.getSQLState(), state(sql))
                                && harmless(sql.getNextException(), depth - 1)))
                && Stream.of(failure.getSuppressed()).allMatch(other -> harmless(other, depth - 1))
                && harmless(failure.getCause(), depth - 1);
    }

    private static @Nullable String state(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && isSqlState(state) ? state : null;
    }

    /** Whether it has the form of a SQLState; a server may say anything. */
    public static boolean isSqlState(String text) {
        return SQL_STATE.matcher(text).matches();
    }

    private static Throwable copy(Throwable failure, int depth) {
        Throwable copy = failure instanceof SQLException sql
                ? new SQLException(clean(String.valueOf(sql.getMessage())), state(sql), sql.getErrorCode())
                : new Said(failure);
        copy.setStackTrace(failure.getStackTrace());
        Throwable cause = failure.getCause();
        if (cause != null && cause != failure && depth > 0) {
            copy.initCause(copy(cause, depth - 1));
        }
        return copy;
    }

    /** The words on one line; the driver puts detail and hint of a server on lines of their own. */
    public static String clean(String words) {
        String begin = OneLine.shorten(words, 2 * OneLine.TEXT);
        return OneLine.of(begin.replaceAll("\\s*\\R\\s*", " "), OneLine.TEXT);
    }
}
