package dev.dbpool.internal.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {

    /** Most of libpq's own URI cases (src/interfaces/libpq/t/001_uri.pl) by meaning, then pgjdbc's grammar. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "postgresql://uri-user:secret@host:12345/db       | uri-user | secret | host:12345     | db",
                "postgresql://uri-user@host:12345/db              | uri-user | -      | host:12345     | db",
                "postgresql://uri-user@host/db                    | uri-user | -      | host:5432      | db",
                "postgresql://host:12345/db                       | os       | -      | host:12345     | db",
                "postgresql://uri-user@host:12345/                | uri-user | -      | host:12345     | uri-user",
                "postgresql://uri-user@                           | uri-user | -      | localhost:5432 | uri-user",
                "postgresql://host                                | os       | -      | host:5432      | os",
                "postgres://                                      | os       | -      | localhost:5432 | os",
                "postgres:///                                     | os       | -      | localhost:5432 | os",
                "postgresql:///db                                 | os       | -      | localhost:5432 | db",
                "postgres://:12345/                               | os       | -      | localhost:12345 | os",
                "postgres://host:/db                              | os       | -      | host:5432      | db",
                "postgresql://host?user=uri-user                  | uri-user | -      | host:5432      | uri-user",
                "postgresql://host:12345?user=uri-user            | uri-user | -      | host:12345     | uri-user",
                "postgresql://host/db?u%73er=someotheruser&port=99 | someotheruser | - | host:99        | db",
                "postgresql://host/db?password=p%26w              | os       | p&w    | host:5432      | db",
                "postgresql://%75ser:p%40ss%2fw%3aord@h%6fst/d%62 | user     | p@ss/w:ord | host:5432  | db",
                "postgresql://user:p:ss@host/db                   | user     | p:ss   | host:5432      | db",
                "postgresql://user:p?s#s@host/db                  | user     | p?s#s  | host:5432      | db",
                "postgresql://user:a+b@host/db                    | user     | a+b    | host:5432      | db",
                "postgresql://user:@host/db                       | user     | -      | host:5432      | db",
                "postgresql://[::1]:12345/db                      | os       | -      | [::1]:12345    | db",
                "postgresql://[2001:db8::1234]/                   | os       | -      | [2001:db8::1234]:5432 | os",
                "postgresql://u@[::1],[::2]:5433,c/db             | u        | -      | [::1]:5432,[::2]:5433,c:5432 | db",
                "postgres://a,b:5433,c/db                         | os       | -      | a:5432,b:5433,c:5432 | db",
                "postgres://a,b/db?port=1,2                       | os       | -      | a:1,b:2        | db",
                "postgres:///db?host=a,b&port=7                   | os       | -      | a:7,b:7        | db",
                "postgresql://app:pw@:6432/db?host=127.0.0.1      | app      | pw     | 127.0.0.1:6432 | db",
                "postgresql://:6432/db?hostaddr=127.0.0.1         | os       | -      | 127.0.0.1:6432 | db",
                "postgresql://:6432/db?host=a,b                   | os       | -      | a:6432,b:6432  | db",
                "postgresql://:1,:2/db?host=a,b                   | os       | -      | a:1,b:2        | db",
                "postgres:///?dbname=db&host=::1                  | os       | -      | [::1]:5432     | db",
                "postgres://?hostaddr=127.0.0.1                   | os       | -      | 127.0.0.1:5432 | os",
                "postgres://h/db?user=me@server                   | me@server | -     | h:5432         | db",
                "postgres://h/d%C3%BC                             | os       | -      | h:5432         | dü",
                "jdbc:postgresql://host:12345/db?user=u&password=p%26+w | u  | p& w   | host:12345     | db",
                "jdbc:postgresql://host/db?user=a@b&password=p@ss | a@b      | p@ss   | host:5432      | db",
                "jdbc:postgresql://h1:1,h2,[::1]:3/db             | os       | -      | h1:1,h2:5432,[::1]:3 | db",
                "jdbc:postgresql://host/                          | os       | -      | host:5432      | os",
                "jdbc:postgresql://host                           | os       | -      | host:5432      | os",
                "jdbc:postgresql:db                               | os       | -      | localhost:5432 | db",
                "jdbc:postgresql:db?user=u                        | u        | -      | localhost:5432 | db",
                "jdbc:postgresql:                                 | os       | -      | localhost:5432 | os",
                "jdbc:postgresql:///db                            | os       | -      | localhost:5432 | db",
                "jdbc:postgresql:?PGHOST=h&PGPORT=9&PGDBNAME=d    | os       | -      | h:9            | d",
            })
    void readsEverySpellingOfAnAddress(String text, String user, String password, String hosts, String database) {
        DatabaseUrl url = DatabaseUrl.parse(text, Optional.of("os"));

        assertThat(url.user()).contains(user);
        assertThat(url.password()).isEqualTo(Optional.ofNullable(password));
        assertThat(String.join(",", url.hosts().stream().map(Object::toString).toList()))
                .isEqualTo(hosts);
        assertThat(url.database()).isEqualTo(database);
        assertThat(url.driverProperties()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                                          | empty",
                "postgre://host                                | must begin with",
                "host=localhost dbname=x                       | must begin with",
                "postgresql://[::1                             | host number 1",
                "postgresql://[]                               | host number 1",
                "postgresql://[::1]z                           | host number 1",
                "postgresql://a,[::1]z/db                      | host number 2",
                "postgresql://::1/db                           | port of host number 1",
                "postgresql://[a.b]/db                         | host number 1",
                "postgresql://host:abc/db                      | port of host number 1",
                "postgresql://host:0/db                        | port of host number 1",
                "postgresql://host:65536/db                    | port of host number 1",
                "postgresql://%                                | host number 1 has an invalid percent",
                "postgresql://u%zz@host/db                     | user has an invalid percent",
                "postgresql://u:%4@host/db                     | password has an invalid percent",
                "postgresql://host/%00                         | database has an invalid percent",
                "postgresql://host/%ff                         | database has an invalid percent",
                "postgresql://host/db?sslmode=%+1              | parameter number 1 has an invalid percent",
                "postgres://%2Fvar%2Flib%2Fpostgresql/db       | Unix socket",
                "postgres:///?host=/no/such/socket/path        | Unix socket",
                "postgresql://u:p@ss@host/db                   | '@' too many",
                "postgresql://u:p@host/d@b                     | '@' too many",
                "postgresql://u?x@host/db                      | '@' too many",
                "postgresql://host?zzz                         | parameter number 1 has no value",
                "postgresql://host?uzer=                       | 'uzer' is unknown; did you mean 'user'?",
                "postgresql://host?sslmod=require              | did you mean 'sslmode'?",
                "postgresql://host?nonsense_of_mine=1          | 'nonsense_of_mine' is unknown",
                "postgresql://host?sslmode=verify-ful          | sslmode must be one of",
                "postgresql://host?sslmode=require&sslmode=require | 'sslmode' is given twice",
                "postgresql://host?channel_binding=require&channelBinding=require | given twice",
                "postgresql://u@host?user=v                    | 'user' is given twice",
                "postgresql://host/db?dbname=db2               | 'dbname' is given twice",
                "postgresql://host?host=other                  | the host is given twice",
                "postgresql://host:1?port=2                    | the port is given twice",
                "postgresql://a,b,c?port=1,2                   | 3 hosts but 2 ports",
                "postgresql://host?connect_timeout=0           | connect_timeout must be from 1 to 300",
                "postgresql://host?connect_timeout=abc         | connect_timeout must be from 1 to 300",
                "postgresql://host?keepalives=0                | keep-alive on",
                "postgresql://host?keepalives_idle=5           | the JDBC driver has no such setting",
                "postgresql://host?client_encoding=latin1      | UTF8",
                "postgresql://host?target_session_attrs=leader | target_session_attrs must be",
                "postgresql://host?load_balance_hosts=yes      | load_balance_hosts must be",
                "postgresql://host?ssl=false                   | better write sslmode",
                "postgresql://host?sslrootcert=system&sslmode=require | needs sslmode=verify-full",
                "postgresql://host?prepareThreshold=often      | 'prepareThreshold' must be a whole number",
                "postgresql://host?service=x                   | DATABASE_URL_FILE",
                "jdbc:postgresql://u:p@host/db                 | no user:password@ part",
                "jdbc:postgresql://host/a/b                    | jdbc:postgresql://host:port/database",
                "jdbc:postgresql:/db                           | jdbc:postgresql://host:port/database",
                "jdbc:postgresql://host/db?connectTimeout=3    | DB_CONNECT_TIMEOUT_SECS",
                "jdbc:postgresql://host/db?socketTimeout=3     | DB_SOCKET_TIMEOUT_SECS",
                "jdbc:postgresql://host/db?ApplicationName=x   | the service's name is the application name",
                "jdbc:postgresql://host/db?socketFactory=evil.Factory | load a class",
                "jdbc:postgresql://host/db?sslfactory=evil.Factory | sslrootcert=system",
                "jdbc:postgresql://host/db?loggerFile=/etc/passwd | write a file",
            })
    void saysWhatIsWrong(String text, String problem) {
        InvalidUrlException error = refused(text);

        assertThat(error.problems()).hasSize(1);
        assertThat(error).hasMessageContaining(problem);
    }

    private static InvalidUrlException refused(String text) {
        return catchThrowableOfType(InvalidUrlException.class, () -> DatabaseUrl.parse(text, Optional.of("os")));
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThat(refused("postgres://h:x,[::1/db?foo=1&socketFactory=a.B&sslmode=no")
                        .problems())
                .hasSize(5);
    }

    @Test
    void aLineBreakIsRefused() {
        assertThat(refused("postgres://host/db\npostgres://other/db")).hasMessageContaining("line break");
    }

    @Test
    void withoutAnyNameThereIsNoDatabase() {
        assertThat(catchThrowableOfType(
                        InvalidUrlException.class, () -> DatabaseUrl.parse("postgres://host", Optional.empty())))
                .hasMessageContaining("neither a user nor a database");
    }

    @Test
    void libpqNamesBecomeTheDriversNames() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u@h/db?sslmode=verify-ca&sslrootcert=/ca.pem&sslcert=/c.pem"
                + "&sslkey=/k.pem&sslpassword=s&sslnegotiation=direct&channel_binding=require&gssencmode=disable"
                + "&require_auth=scram-sha-256&krbsrvname=pg&options=-c%20work_mem=64MB&prepareThreshold=0"
                + "&application_name=x&fallback_application_name=y&keepalives=1&client_encoding=utf8");

        assertThat(url.driverProperties())
                .isEqualTo(Map.ofEntries(
                        Map.entry("sslmode", "verify-ca"),
                        Map.entry("sslrootcert", "/ca.pem"),
                        Map.entry("sslcert", "/c.pem"),
                        Map.entry("sslkey", "/k.pem"),
                        Map.entry("sslpassword", "s"),
                        Map.entry("sslNegotiation", "direct"),
                        Map.entry("channelBinding", "require"),
                        Map.entry("gssEncMode", "disable"),
                        Map.entry("requireAuth", "scram-sha-256"),
                        Map.entry("kerberosServerName", "pg"),
                        Map.entry("options", "-c work_mem=64MB"),
                        Map.entry("prepareThreshold", "0")));
        assertThat(url.sslmode()).isEqualTo("verify-ca");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://h/d?ssl=true, require",
        "jdbc:postgresql://h/d?ssl=true, verify-full",
        "jdbc:postgresql://h/d?ssl, verify-full",
        "jdbc:postgresql://h/d?ssl=false, prefer",
        "jdbc:postgresql://h/d?ssl=true&sslmode=require, require",
        "postgres://h/d?sslrootcert=system, verify-full",
        "postgres://h/d, prefer",
    })
    void sslMeansWhatItMeansToTheGrammarsOwner(String text, String mode) {
        assertThat(DatabaseUrl.parse(text).sslmode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "target_session_attrs=any, ANY",
        "target_session_attrs=read-write, PRIMARY",
        "target_session_attrs=primary, PRIMARY",
        "target_session_attrs=read-only, SECONDARY",
        "target_session_attrs=standby, SECONDARY",
        "target_session_attrs=prefer-standby, PREFER_SECONDARY",
        "targetServerType=primary, PRIMARY",
        "targetServerType=preferPrimary, PREFER_PRIMARY",
        "targetServerType=secondary, SECONDARY",
        "targetServerType=preferSlave, PREFER_SECONDARY",
    })
    void bothSpellingsOfTheTargetAreUnderstood(String parameter, TargetServer target) {
        DatabaseUrl url = DatabaseUrl.parse("postgres://a,b/db?load_balance_hosts=random&" + parameter);

        assertThat(url.targetServer()).isEqualTo(target);
        assertThat(url.loadBalance()).isTrue();
        assertThat(url.driverProperties()).isEmpty();
    }

    @Test
    void theConnectTimeoutIsKeptAside() {
        assertThat(DatabaseUrl.parse("postgres://h/d?connect_timeout=7").connectTimeout())
                .contains(Duration.ofSeconds(7));
    }

    @Test
    void theRedactedFormIsAUrlAgain() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://u%40x:secret@[::1]:1,b/d%2Fb?sslmode=require&sslpassword=hush"
                + "&options=-c%20app.key%3Dhush&targetServerType=primary&loadBalanceHosts=true");

        assertThat(url.redacted())
                .isEqualTo("postgresql://u%40x:***@[::1]:1,b:5432/d%2Fb?targetServerType=primary&loadBalanceHosts=true"
                        + "&options=***&sslmode=require&sslpassword=***")
                .isEqualTo(url.toString());
        assertThat(DatabaseUrl.parse(url.redacted()).hosts())
                .isEqualTo(List.of(new DatabaseUrl.Host("::1", 1), new DatabaseUrl.Host("b", 5432)));
    }
}
