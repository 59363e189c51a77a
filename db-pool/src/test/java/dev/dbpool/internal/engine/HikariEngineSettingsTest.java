package dev.dbpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a configuration may say, HikariCP gets values that it takes as they are: it would otherwise warn about, and
 * change, settings that no user of the pool ever made.
 */
class HikariEngineSettingsTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static Connection open() throws SQLException {
        return DriverManager.getConnection(SERVER.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
    }

    @ParameterizedTest(name = "idle {0}, lifetime {1}, min {2} of 2")
    @CsvSource({
        "PT10M,     PT30M,      1, 600000,  120000",
        "PT29M59S,  PT30M,      1, 1799000, 120000",
        "PT29M59.5S, PT30M,     1, 0,       120000",
        "PT30M,     PT30M,      1, 0,       120000",
        "PT1H,      PT30M,      1, 0,       120000",
        "PT10S,     PT30S,      1, 10000,   0",
        "PT40S,     PT30S,      1, 0,       0",
        "PT10S,     PT30.0005S, 1, 10000,   0",
        "PT10S,     PT31S,      1, 10000,   30000",
        "PT10S,     PT2M,       1, 10000,   30000",
        "PT10S,     PT2M0.0005S, 1, 10000,  30000",
        "PT10S,     PT2M1S,     1, 10000,   120000",
        "PT1M,      PT30M,      2, 0,       120000",
        "PT10M,     PT30S,      2, 0,       0",
        "PT0S,      PT0S,       1, 0,       120000",
        "PT0S,      PT0S,       2, 0,       120000",
        "PT10M,     PT0S,       0, 600000,  120000",
    })
    void hikariTakesTheSettingsAsTheyAre(
            Duration idle, Duration lifetime, int min, long idleMillis, long keepaliveMillis) throws Exception {
        try (Logs logs = Logs.capture()) {
            HikariEngine engine = new HikariEngine(
                    new EngineSettings("settings-test", Thread::new, 2, min, idle, lifetime, Duration.ofMillis(100)),
                    HikariEngineSettingsTest::open);
            try {
                Connection connection = engine.poll(TimeUnit.SECONDS.toNanos(10));
                assertThat(connection).isNotNull();
                assertThat(connection.isValid(5)).isTrue();
                engine.release(connection);
            } finally {
                engine.close();
            }
            assertThat(logs.of("com.zaxxer.hikari").stream()
                            .filter(line ->
                                    line.level().equals("WARN") || line.level().equals("ERROR")))
                    .isEmpty();
            effective(logs, "idleTimeout", idleMillis);
            effective(logs, "keepaliveTime", keepaliveMillis);
            effective(logs, "maxLifetime", lifetime.toMillis());
        }
    }

    /** HikariCP logs what it uses in the end, after its own corrections. */
    private static void effective(Logs logs, String property, long millis) {
        assertThat(logs.matching("^" + property + "\\.* *" + millis + "$"))
                .as("%s of %d ms", property, millis)
                .hasSize(1);
    }
}
