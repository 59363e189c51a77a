package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import dev.dbpool.ConnectionCallback;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Runs what the application wants done in each new session. Stateless. */
final class SetupCode {
    private static final LoginStep INIT_SQL = new LoginStep("initSql", ConnectFailure.SETUP);
    private static final LoginStep ON_CONNECT = new LoginStep("onConnect(…)", ConnectFailure.SETUP);

    /** A text in SQL; one that is not closed goes to the end. */
    private static final Pattern LITERAL =
            Pattern.compile("'(?:[^']|'')*'?|\\$(\\w*)\\$.*?(?:\\$\\1\\$|$)", Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("[^\\s\"'()]{3,}");

    private SetupCode() {}

    /** For the thread that logs in. */
    static void run(BaseConnection session, SessionSetup setup) throws SQLException {
        if (setup.initSql().isPresent()) {
            initSql(session, setup.initSql().get());
        }
        if (setup.onConnect().isPresent()) {
            onConnect(session, setup.onConnect().get());
        }
    }

    /** Blocks for a round trip for each statement. */
    static void initSql(BaseConnection session, String sql) throws SQLException {
        try {
            INIT_SQL.run(session, () -> {
                try (Statement statement = session.createStatement()) {
                    return statement.execute(sql);
                }
            });
        } catch (LoginStep.Failed failed) {
            if (failed.getCause() instanceof SQLException refused) {
                String words = withoutLiterals(String.valueOf(refused.getMessage()), sql);
                // Neither the message nor the cause may repeat a secret that is in the SQL.
                throw new LoginStep.Failed(
                        INIT_SQL, "failed: " + words, new SQLException(words, refused.getSQLState()));
            }
            throw failed;
        }
        requireIdle(session, INIT_SQL);
    }

    private static void onConnect(BaseConnection session, ConnectionCallback callback) throws SQLException {
        ON_CONNECT.run(callback, () -> {
            callback.accept(session);
            return true;
        });
        requireIdle(session, ON_CONNECT);
        session.setAutoCommit(true);
        session.clearWarnings();
    }

    private static void requireIdle(BaseConnection session, LoginStep step) throws LoginStep.Failed {
        if (session.getTransactionState() != TransactionState.IDLE) {
            throw new LoginStep.Failed(step, "left a transaction open", new IllegalStateException(step.name()));
        }
    }

    /** What a server says, without the words that stand in a text of the statement. */
    static String withoutLiterals(String message, String sql) {
        String literals = LITERAL.matcher(sql).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        return WORD.matcher(message)
                .replaceAll(word -> literals.contains(trimmed(word.group())) ? "***" : quoted(word));
    }

    private static String quoted(MatchResult word) {
        return Matcher.quoteReplacement(word.group());
    }

    private static String trimmed(String word) {
        return word.replaceAll("[.,:;]+$", "");
    }
}
