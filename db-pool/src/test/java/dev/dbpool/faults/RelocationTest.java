package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions go where the configuration wants them: to a preferred server that is back, to another one that the URL names. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelocationTest {
    private static final Duration FAILBACK = Duration.ofSeconds(5);

    private static PostgresServer primary;
    private static PostgresServer standby;

    /** To the driver a server that refuses writes is a standby. */
    @BeforeAll
    static void start() {
        primary = PostgresServer.shared();
        standby = PostgresServer.start(Map.of("default_transaction_read_only", "on"));
    }

    @AfterAll
    static void stop() {
        standby.close();
    }

    private static String url(String parameters, int... ports) {
        StringBuilder hosts = new StringBuilder();
        for (int port : ports) {
            hosts.append(hosts.length() == 0 ? "" : ",").append("127.0.0.1:").append(port);
        }
        return "postgres://" + PostgresServer.USER + ":" + PostgresServer.PASSWORD + "@" + hosts + "/"
                + PostgresServer.DATABASE + parameters;
    }

    private static void write(Path file, String url) throws IOException {
        Path next = file.resolveSibling("next");
        Files.writeString(next, url);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** pgjdbc#2693, HikariCP#999. */
    @Test
    void aPreferredServerThatIsBackIsUsedAgainWithinFailbackAfter() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(standby)) {
            proxy.refuse();
            String url = url("?targetServerType=preferSecondary", proxy.port(), primary.port());
            try (PoolUnderTest under = PoolUnderTest.with(
                    builder -> builder.databaseUrl(url).minConnections(3).failbackAfter(FAILBACK))) {
                under.fill();
                Connection held = under.pool.getConnection();
                assertThat(primary.sessions(under.service)).isGreaterThanOrEqualTo(3);

                proxy.heal();
                await().atMost(FAILBACK.plusSeconds(5))
                        .untilAsserted(() ->
                                assertThat(standby.sessions(under.service)).isGreaterThanOrEqualTo(3));
                assertThat(primary.sessions(under.service))
                        .as("the one that is held")
                        .isEqualTo(1);
                assertThat(held.isValid(1)).isTrue();
                held.close();
                await().untilAsserted(() ->
                        assertThat(primary.sessions(under.service)).isZero());
                assertThat(primary.sessions(under.service + "/failback")).isZero();
            }
        }
    }

    @Test
    void whileThePreferredServerIsAwaySessionsStay() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(standby)) {
            proxy.refuse();
            String url = url("?targetServerType=preferSecondary", proxy.port(), primary.port());
            try (PoolUnderTest under = PoolUnderTest.with(builder ->
                    builder.databaseUrl(url).maxConnections(1).minConnections(1).failbackAfter(FAILBACK))) {
                int backend = under.borrowOnce();
                await().pollDelay(FAILBACK.plusSeconds(2)).until(() -> true);
                assertThat(under.borrowOnce()).isEqualTo(backend);
            }
        }
    }

    /** HikariCP#357. */
    @Test
    void aChangedUrlFileThatNamesAnotherServerMovesThePool(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("url");
        write(file, url("", primary.port()));
        try (PoolUnderTest under = PoolUnderTest.with(builder -> builder.databaseUrlFile(file))) {
            under.fill();
            Connection held = under.pool.getConnection();
            write(file, url("", standby.port()));
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(primary.sessions(under.service))
                        .as("the one that is held")
                        .isEqualTo(1);
                assertThat(standby.sessions(under.service)).isPositive();
            });
            assertThat(held.isValid(1)).isTrue();
            held.close();
            await().untilAsserted(
                            () -> assertThat(primary.sessions(under.service)).isZero());
        }
    }

    @Test
    void aChangedUserMovesThePoolAndAChangedPasswordDoesNot(@TempDir Path directory) throws Exception {
        primary.sessions().createRole("mover", "first", -1);
        Path file = directory.resolve("url");
        write(file, primary.url("mover", "first", PostgresServer.DATABASE));
        try (PoolUnderTest under = PoolUnderTest.with(
                builder -> builder.databaseUrlFile(file).maxConnections(2).minConnections(0))) {
            int backend = under.borrowOnce();
            primary.sessions().setPassword("mover", "second");
            write(file, primary.url("mover", "second", PostgresServer.DATABASE));
            openAnother(under);
            await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
            assertThat(primary.sessionsOf("mover")).isEqualTo(2);
            assertThat(primary.sessions().pidsOfApplication(under.service)).contains(backend);

            write(file, url("", primary.port()));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(primary.sessionsOf("mover")).isZero());
        }
    }

    /** Its login reads the file. */
    private static void openAnother(PoolUnderTest under) throws SQLException {
        try (Connection one = under.pool.getConnection();
                Connection two = under.pool.getConnection()) {
            assertThat(one.isValid(1) && two.isValid(1)).isTrue();
        }
    }
}
