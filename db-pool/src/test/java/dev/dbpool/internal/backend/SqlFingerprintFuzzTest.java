package dev.dbpool.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every text, tried with many that a seed makes up. */
class SqlFingerprintFuzzTest {
    private static final long SEED = 20261125L;
    private static final int ROUNDS = 100_000;

    /** Stands for a secret. None of its characters occurs in what the statements consist of otherwise. */
    private static final String SECRET = "QJ7Zq9jz";

    private static final List<String> CODE = List.of(
            "select",
            "from",
            "t",
            "a.b",
            "in",
            "values",
            "(",
            ")",
            ",",
            ";",
            "=",
            "::text",
            "$1",
            "?",
            "\"name\"",
            "-",
            "+",
            "null",
            "where",
            "update",
            "set",
            "insert into",
            "and",
            "[",
            "]",
            "array",
            "||",
            "->>",
            "*",
            "e",
            "u&",
            "date",
            "n",
            "x");

    /** Ways to write a secret that PostgreSQL reads as a value or not at all. */
    private static final List<String> HIDING = List.of(
            "'%s'",
            "'a%s'",
            "'it''s %s'",
            "E'%s'",
            "e'\\'%s'",
            "E'\\\\\\'%s\\\\'",
            "N'%s'",
            "B'%s'",
            "x'%s'",
            "U&'\\0061%s'",
            "$$%s$$",
            "$t$%s$t$",
            "$t$ $$ ' %s $u$ $t$",
            "$_1$%s$_1$",
            "/* %s */",
            "/* a /* %s */ ' %s */",
            "-- %s\n",
            "-- ' %s\r",
            "'\n'\n'%s'",
            "'%s' 'a'",
            "9%s",
            "0x9%s",
            "1e+9%s",
            ".5%s",
            "5.%s",
            "'\"%s\"'",
            "'--%s'",
            "'/*%s'",
            "E'a\n%s'",
            "'a\\%s'",
            "'\\\\%s'",
            "'C:\\\\%s\\\\'",
            "\"%s!\"",
            "dblink('password=%s')",
            "'$$%s'",
            "$a$'%s$a$",
            "'%s\\'");

    private static final List<String> NOISE = List.of("'\"$\\/*-.?()[],;:e&u_0 \n\r".split(""));

    private final Random random = new Random(SEED);

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String statement() {
        StringBuilder statement = new StringBuilder();
        for (int pieces = 1 + random.nextInt(12); pieces > 0; pieces--) {
            String piece = any(random.nextInt(4) == 0 ? HIDING : CODE).replace("%s", SECRET);
            // Quotes and comments need no space before them: so e and 'x' become one.
            boolean clings = piece.matches("(?s)('|\"|/\\*|--).*") && !piece.endsWith("\\'") && random.nextBoolean();
            statement.append(clings ? "" : any(List.of(" ", "\n", "\t "))).append(piece);
        }
        return statement.toString();
    }

    @Test
    void nothingOfAValueIsShown() {
        for (int round = 0; round < ROUNDS; round++) {
            String whole = statement();
            String sql = random.nextInt(3) == 0 ? whole.substring(0, random.nextInt(whole.length() + 1)) : whole;
            String shown = SqlFingerprint.of(sql);
            if (shown.chars().anyMatch(c -> SECRET.indexOf(c) >= 0)) {
                fail("round %s shows part of a secret: %s, of %s", round, shown, sql);
            }
        }
    }

    @Test
    void aFingerprintIsItsOwnFingerprintWhateverTheText() {
        for (int round = 0; round < ROUNDS; round++) {
            String sql = random.nextBoolean() ? statement() : noise();
            String once = SqlFingerprint.of(sql);
            if (!SqlFingerprint.of(once).equals(once)
                    || once.length() > SqlShape.MOST_CHARS
                    || once.codePoints().anyMatch(Character::isISOControl)) {
                fail("round %s: %s becomes %s, then %s", round, sql, once, SqlFingerprint.of(once));
            }
        }
    }

    private String noise() {
        StringBuilder noise = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
            switch (random.nextInt(4)) {
                case 0 -> noise.append(any(NOISE));
                case 1 -> noise.append((char) random.nextInt(128));
                case 2 -> noise.appendCodePoint(random.nextInt(0x3000));
                default -> noise.append(any(CODE));
            }
        }
        return noise.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'",
                "''",
                "\"",
                "$",
                "$$",
                "$a$ ",
                "$a",
                "/*",
                "*/",
                "--",
                "(",
                ")",
                "(1),",
                "1,",
                "(1,",
                "a ",
                "a",
                "\\",
                "E'\\",
                "::a,",
                "((1),",
                "[",
                ";",
                "set a=1;",
                "?",
                "\u202e",
                "\ud800",
                "é"
            })
    void timeIsLinearForHostileTexts(String piece) {
        String hostile = piece.repeat(2_000_000 / piece.length());
        String shown = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> SqlFingerprint.of(hostile));
        assertThat(shown.length()).isLessThanOrEqualTo(SqlShape.MOST_CHARS);
    }
}
