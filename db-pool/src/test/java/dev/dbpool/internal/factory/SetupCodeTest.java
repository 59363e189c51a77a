package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupCodeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select login('s3cret')        | invalid value: \"s3cret\" at 1        | invalid value: \"***\" at 1",
                "select login('s3cret          | syntax error at or near \"s3cret.\"   | syntax error at or near \"***\"",
                "select login($$a s3cret b$$)  | ERROR: s3cret, is wrong               | ERROR: *** is wrong",
                "select $x$s3cret$x$           | s3cret                                | ***",
                "select 'it''s3cret'           | near s3cret                           | near ***",
                "set role app_rw               | role \"app_rw\" does not exist        | role \"app_rw\" does not exist",
                "select 'a'                    | a is no $number \\1                   | a is no $number \\1",
            })
    void theWordsOfATextInTheStatementAreHidden(String sql, String message, String shown) {
        assertThat(SetupCode.withoutLiterals(message, sql)).isEqualTo(shown);
    }
}
