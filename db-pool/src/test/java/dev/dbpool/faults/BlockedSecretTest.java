package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.DbConfig;
import dev.dbpool.DbConfigException;
import dev.dbpool.Health;
import dev.dbpool.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file with the URL becomes a pipe: opening it would block until somebody writes. The pool goes on without it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockedSecretTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    @TempDir
    Path directory;

    private Path good;
    private Path pipe;
    private Path secret;

    @BeforeEach
    void write() throws Exception {
        good = directory.resolve("good");
        Files.writeString(good, SERVER.url());
        pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        secret = directory.resolve("secret");
    }

    private void point(Path target) throws IOException {
        Path next = directory.resolve("next");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, target);
        Files.move(next, secret, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void assertNoThreadReads() {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("db-pool-secret-file")));
    }

    @Test
    void sessionsAreOpenedWithTheLastGoodUrlAndHealthNamesTheFile() throws Exception {
        point(good);
        try (PoolUnderTest under = PoolUnderTest.with(builder -> builder.databaseUrlFile(secret))) {
            int before = under.borrowOnce();
            point(pipe);
            under.pool.evictAll();
            assertThat(under.borrowOnce()).isNotEqualTo(before);
            Health health = under.pool.health();
            assertThat(health.status()).isEqualTo(Health.Status.UP);
            assertThat(health.message()).contains(secret.toString(), "a pipe").doesNotContain("app-password");
            try (Connection own = under.pool.getConnection(PostgresServer.USER, PostgresServer.PASSWORD)) {
                assertThat(own.isValid(1)).isTrue();
            }

            point(good);
            under.pool.evictAll();
            under.borrowOnce();
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () -> assertThat(under.pool.health().message()).doesNotContain("secret"));
            under.settles(SERVER);
        }
        assertNoThreadReads();
    }

    @Test
    void aConfigurationThatNamesAPipeIsRefusedAtOnce() throws Exception {
        point(pipe);
        assertThatThrownBy(() ->
                        DbConfig.builder("blocked").databaseUrlFile(secret).build())
                .isInstanceOf(DbConfigException.class)
                .hasMessageContaining("regular file");
        assertNoThreadReads();
    }
}
