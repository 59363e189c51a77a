package dev.dbpool.internal.backend;

import dev.dbpool.internal.backend.SqlToken.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a statement: its shape. Literals become {@code ?}, comments and surplus white space go, lists of
 * values shrink to {@code (?, ...)}, parameters and names stay. Where it is not sure, it hides.
 *
 * <p>The same statement gives the same fingerprint whatever its values, and a fingerprint gives itself. Never longer
 * than {@value SqlShape#MOST_CHARS} characters; safe to print on one line; of a longer text than {@value #MOST_READ}
 * characters the beginning is read, as of one that the server has cut. Any thread may ask for one.
 */
final class SqlFingerprint {
    static final int MOST_READ = 4_000;

    private static final Set<String> SETTERS = Set.of("SET", "ALTER", "CREATE");
    private static final Set<String> ROLE_CHANGES = Set.of("CREATE", "ALTER");
    private static final Set<String> ROLES = Set.of("ROLE", "USER", "GROUP");

    private final SqlLexer lexer;
    private final SqlShape shape = new SqlShape();

    // About the statement so far: its first two keywords, and the last token if it is a keyword.
    private String first = "";
    private String second = "";
    private String previous = "";
    private boolean sets;
    private boolean settingFollows;
    private boolean copiesFromClient;

    /** The last token was a password, as a question mark; what clings to it is a part of one that lacks its quotes. */
    private boolean passwordShown;

    private SqlFingerprint(String sql) {
        lexer = new SqlLexer(sql.length() > MOST_READ ? sql.substring(0, MOST_READ) : sql);
    }

    /** The fingerprint of one or more statements, or of the beginning of one. */
    static String of(String sql) {
        return new SqlFingerprint(sql).read();
    }

    private String read() {
        SqlToken token = lexer.next();
        while (token != null) {
            if (isSecretWithoutQuotes(token)) {
                shape.add(SqlToken.value(true));
                token = restOfStatementSkipped();
                continue;
            }
            shape.add(token);
            if (!token.isSymbol(';')) {
                note(token);
            } else if (copiesFromClient) {
                // What follows may be the data.
                if (lexer.next() != null) {
                    shape.add(SqlToken.omission());
                }
                break;
            } else {
                forget();
            }
            token = lexer.next();
        }
        return shape.text();
    }

    /** Settings need no quotes around their values, and who forgets them around a password has sent it all the same. */
    private boolean isSecretWithoutQuotes(SqlToken token) {
        if (token.isSymbol(';')) {
            return false;
        }
        return settingFollows
                || (previous.equals("PASSWORD")
                        && token.kind() != Kind.VALUE
                        && token.kind() != Kind.OMISSION
                        && !token.keyword().equals("NULL")
                        && changesRole())
                || (passwordShown && !token.spaced());
    }

    private boolean changesRole() {
        return ROLE_CHANGES.contains(first) && ROLES.contains(second);
    }

    private @Nullable SqlToken restOfStatementSkipped() {
        settingFollows = false;
        passwordShown = false;
        previous = "";
        SqlToken token = lexer.next();
        while (token != null && !token.isSymbol(';')) {
            token = lexer.next();
        }
        return token;
    }

    private void note(SqlToken token) {
        passwordShown = previous.equals("PASSWORD") && token.kind() == Kind.VALUE && changesRole();
        previous = token.keyword();
        if (first.isEmpty()) {
            first = previous;
        } else if (second.isEmpty()) {
            second = previous;
        }
        sets |= previous.equals("SET") && SETTERS.contains(first);
        settingFollows = sets && (token.isSymbol('=') || previous.equals("TO"));
        copiesFromClient |= previous.equals("STDIN") && first.equals("COPY");
    }

    private void forget() {
        first = "";
        second = "";
        previous = "";
        sets = false;
        settingFollows = false;
        passwordShown = false;
    }
}
