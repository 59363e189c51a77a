package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
    private static final Logger LOG = LoggerFactory.getLogger(LogsTest.class);

    @Test
    void capturesEveryLevelWithStackTracesAndThenNoMore() {
        try (Logs logs = Logs.capture()) {
            LOG.trace("traced {}", "canary-1");
            LOG.debug("failed", new IllegalStateException("canary-2"));
            assertThat(logs.containing("canary-1")).hasSize(1);
            assertThat(logs.matching("canary-\\d")).hasSize(2);
            assertThat(logs.of("dev.dbpool.testkit.LogsTest")).hasSize(2);
            logs.close();
            LOG.warn("canary-3 (expected on the console: written after the capture was closed)");
            assertThat(logs.containing("canary-3")).isEmpty();
        }
        assertThat(LOG.isDebugEnabled()).isFalse();
    }

    @Test
    void capturesWhatTheDriverLogs() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        try (Logs logs = Logs.capture()) {
            DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD)
                    .close();
            assertThat(logs.of("org.postgresql")).isNotEmpty();
            assertThat(logs.lines()).anyMatch(line -> line.level().equals("FINEST"));
        }
    }
}
