package dev.dbpool.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFingerprintTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select * from t where a = 'x'                        | select * from t where a = ?
            select 'it''s'                                       | select ?
            select E'it\\'s', 1                                  | select ?, ?
            select e'a\\\\', b                                   | select ?, b
            select U&'d\\0061t' UESCAPE '!'                      | select ? UESCAPE ?
            select N'x', B'01', X'1F', b'1'                      | select ?, ?, ?, ?
            select $$a 'b' c$$, $t$ $$ $u$ $t$                   | select ?, ?
            select 1, 1.5, .5, 1e5, 1.5e-3, 0x1F, 0b01, 1_000    | select ?, ?, ?, ?, ?, ?, ?, ?
            select -5, a - 5, a-5                                | select -?, a - ?, a-?
            select a1, t2.c3 from s4.t2                          | select a1, t2.c3 from s4.t2
            select $1, $23::int from t where x = ?               | select $1, $23::int from t where x = ?
            select "Name", "a-b c" from "T"                      | select "Name", "a-b c" from "T"
            select * from t where p = "let me in!"               | select * from t where p = "?"
            a in (1, 2, 3)                                       | a in (?, ...)
            a in ( 'x' )                                         | a in (?)
            a in ($1, $2, $3)                                    | a in ($1, ...)
            a in (-1, NULL, '2'::text, DATE '2026-01-01')        | a in (-?, ...)
            a in (b, 1, 2)                                       | a in (b, ?, ?)
            a = any(array[1,2,3])                                | a = any(array[?, ...])
            insert into t values (1, 'x'), (2, 'y'), (3, 'z')    | insert into t values (?, ...), ...
            insert into t values (1), (2) returning id           | insert into t values (?), ... returning id
            select now(), f(), g(a, 1)                           | select now(), f(), g(a, ?)
            select count(*) from t                               | select count(*) from t
            select 1 -- a comment                                | select ?
            select /* a /* nested */ one */ 1                    | select ?
            select a/**/b                                        | select a b
            select 1;  select 2 ;                                | select ?; select ?;
            alter role app password 'x'                          | alter role app password ?
            alter role app password x valid until 'y'            | alter role app password ?
            alter role app password 9x!hunter2                   | alter role app password ? ?
            alter role app password !hunter2                     | alter role app password ?
            alter role app password 'x' valid until 'y'          | alter role app password ? valid until ?
            select 1$$my hunter2$$                               | select ...
            create user app with password null                   | create user app with password null
            select password from users                           | select password from users
            set app.token = abc                                  | set app.token = ?
            set local app.token to abc; select 1                 | set local app.token to ?; select ?
            alter role app set app.token = abc, d                | alter role app set app.token = ?
            update t set a = b where c = 1                       | update t set a = b where c = ?
            copy t (a) from stdin with (format csv); 1,x         | copy t (a) from stdin with (format csv); ...
            select 'cut off                                      | select ...
            select "cut off                                      | select ...
            select $t$cut off $$ $u$                             | select ...
            select $t                                            | select ...
            select /* cut off                                    | select ...
            select 'a\\' or b = 'c                               | select ...
            select 'a\\\\' , b                                   | select ?, b
            select E'a\\                                         | select ...
            it's my word 'hunter2' isn't it                      | it ...
            where a='don't tell 'x'                              | where a= ...
            \\password hunter2                                   | ...
            """)
    void showsTheShapeOnly(String sql, String fingerprint) {
        assertThat(SqlFingerprint.of(sql)).isEqualTo(fingerprint);
    }

    @Test
    void whiteSpaceIsFolded() {
        assertThat(SqlFingerprint.of("\n select\t1 ,\r\n  2 -- x\r,3\n")).isEqualTo("select ?, ?, ?");
    }
}
