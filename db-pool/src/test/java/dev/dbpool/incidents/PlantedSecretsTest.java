package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.report.Report;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Secrets in everything that an explanation reads: statements of holders and of those who block them, passwords, names.
 * Nothing that it says contains one, and nothing breaks a line or drives a terminal.
 */
@Timeout(60)
class PlantedSecretsTest {
    private static final String MARKER = "cnry9";
    private static final String CARD = "4111111111119999";

    /** Each is executed by a holder and sleeps in it; pg_stat_activity shows it as it is. */
    private static final List<String> STATEMENTS = List.of(
            "select pg_sleep(30), 'cnry9 literal', E'it\\'s cnry9', U&'cnry9', B'1011', X'C9C9'",
            "select pg_sleep(30), $$cnry9$$, $tag$cnry9 $$ cnry9$tag$ -- cnry9 to the end of the line",
            "select pg_sleep(30) /* cnry9 /* cnry9 nested */ cnry9 */, " + CARD + ", -" + CARD + ".5e3, 0x"
                    + "CAFE9999",
            "select pg_sleep(30), 'two '\n'cnry9', 'it''s cnry9', 'password=cnry9'\n\r\t, N'cnry9'",
            "/* cnry9 */ select pg_sleep(30) where 'cnry9' <> '" + "x".repeat(900) + "cnry9 beyond what is kept"
                    + "x".repeat(900) + "'",
            "select pg_sleep(30), $long$" + "cnry9 ".repeat(400) + "$long$",
            "select pg_sleep(30) /* " + "cnry9 ".repeat(400) + "*/",
            "do $$ begin perform pg_sleep(30); raise notice 'cnry9'; end $$",
            "select pg_sleep(30), '\u202ecnry9\u0007\u001b[31mcnry9'",
            "select pg_sleep(30), \"cnry9col\" from (select 'x' as \"cnry9col\") t");

    /** A column's name is no secret; all else is. */
    private static final Pattern SECRET =
            Pattern.compile(MARKER + "(?!col)|4111111111|CAFE9999", Pattern.CASE_INSENSITIVE);

    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cntrl}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]");

    private record Saying(String where, String text) {}

    private final List<Saying> sayings = new ArrayList<>();

    private void said(String where, Object text) {
        sayings.add(new Saying(where, String.valueOf(text)));
    }

    @Test
    void noStatementIsToldWithItsLiterals() throws Exception {
        try (Logs logs = Logs.capture();
                Scene scene = Scene.open(
                        "planted",
                        (opened, settings) ->
                                settings.maxConnections(STATEMENTS.size()).acquireTimeout(Duration.ofSeconds(2)))) {
            for (String statement : STATEMENTS) {
                scene.hold(1, "planter", connection -> execute(connection, statement));
            }
            hear(scene, logs);
            clean();
            scene.end();
        }
    }

    @Test
    void neitherAreBlockersStatementsNorPasswordsNorNames() throws Exception {
        try (Logs logs = Logs.capture();
                Scene scene = Scene.open("planted", PlantedSecretsTest::withPasswordInUrl)) {
            String table = scene.table();
            Connection stranger = scene.stranger("evil\n\u001b[31m\u202eapp");
            stranger.setAutoCommit(false);
            execute(stranger, "update " + table + " set n = 1 where id = 1 and 'cnry9' = 'cnry9'");
            try (Connection admin = Scene.SERVER.admin(PostgresServer.DATABASE)) {
                admin.setAutoCommit(false);
                execute(admin, "lock table " + table + " in row exclusive mode");
                execute(admin, "alter role " + scene.service.replace('-', '_') + " password 'cnry9 rotated'");
                scene.hold(
                        1,
                        "evil\r\n\u001b[2J\u202e\u2028thread" + "y".repeat(10_000),
                        connection ->
                                execute(connection, "update " + table + " set n = 2 where id = 1 and 'cnry9' <> 'x'"));
                scene.hold(1, "binder", connection -> bind(connection, table));
                scene.hold(1, "locker", connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "lock table " + table + " -- cnry9");
                });
                scene.hold(1, "idler", connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "select 'cnry9'");
                    OutsideIncidents.sleep();
                });
                hear(scene, logs);
                assertThat(sayings.stream().filter(saying -> saying.where().equals("message")))
                        .allMatch(saying -> saying.text().length() < 1_000);
                clean();
                admin.rollback();
            }
            scene.end();
        }
    }

    private static void bind(Connection connection, String table) throws Exception {
        try (PreparedStatement update =
                connection.prepareStatement("update " + table + " set n = 3 where id = 1 and ? <> 'x'")) {
            update.setString(1, "cnry9 bound");
            update.executeUpdate();
        }
    }

    /** In simple mode the driver writes bound values into the statement. */
    private static dev.dbpool.DbConfig.Builder withPasswordInUrl(Scene scene, dev.dbpool.DbConfig.Builder settings) {
        String role = scene.service.replace('-', '_');
        Scene.SERVER.sessions().createRole(role, "cnry9 in the url", -1);
        Scene.SERVER.sessions().execute("grant app to " + role);
        return settings.databaseUrl(
                        Scene.SERVER.url(role, "cnry9 in the url", PostgresServer.DATABASE) + "?preferQueryMode=simple")
                .acquireTimeout(Duration.ofSeconds(2));
    }

    private void hear(Scene scene, Logs logs) throws Exception {
        scene.callers.once(3);
        Exception failure = scene.callers.first(Duration.ofSeconds(20)).exception();
        said("message", failure.getMessage());
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        said("trace", trace);
        Report report = Told.by(failure).orElseThrow();
        assertThat(report.verdict()).isPresent();
        said("report", report);
        Told.texts(report).forEach(text -> said("text of the report", text));
        Report explained = Told.explanation(scene);
        said("explanation", explained);
        Told.texts(explained).forEach(text -> said("text of the explanation", text));
        said("holders", Told.holders(scene));
        said("pool", scene.pool);
        said("metrics", Told.exposition(scene.registry));
        logs.of("dev.dbpool").forEach(line -> said("log of " + line.logger(), line.text()));
        assertThat(Told.episodeStarts(logs, scene.service)).isNotEmpty();
    }

    private void clean() {
        for (Saying saying : sayings) {
            assertThat(SECRET.matcher(saying.text()).find())
                    .as("%s tells: %s", saying.where(), saying.text())
                    .isFalse();
            String text = saying.text().replaceAll("[\\n\\t]", ""); // ours: a stack trace or a report has lines
            assertThat(UNPRINTABLE.matcher(text).find())
                    .as("%s is printable: %s", saying.where(), saying.text())
                    .isFalse();
            assertThat(saying.text().toLowerCase(Locale.ROOT)).doesNotContain("y".repeat(2_000));
        }
    }
}
