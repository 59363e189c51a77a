package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectDeniedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords that are wrong, and passwords that change. */
class CredentialsTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static long rejectionsOf(String role) {
        return SERVER.log().count("password authentication failed for user \"" + role + "\"");
    }

    private static void write(Path file, String url) throws IOException {
        Path next = file.resolveSibling("next");
        Files.writeString(next, url + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aRejectedPasswordFailsCallersAtOnceAndIsRarelyRepeated() throws Exception {
        SERVER.sessions().createRole("locked_out", "right", -1);
        try (PoolUnderTest under = PoolUnderTest.on(
                SERVER,
                builder -> builder.databaseUrl(SERVER.url("locked_out", "wrong", PostgresServer.DATABASE))
                        .startLazily(true))) {
            assertThatThrownBy(under.pool::getConnection)
                    .isInstanceOfSatisfying(ConnectDeniedException.class, failure -> {
                        assertThat(failure.reason()).isEqualTo(ConnectFailure.AUTH);
                        assertThat(failure.getSQLState()).isEqualTo("28P01");
                        assertThat(failure.getMessage()).contains("locked_out").doesNotContain("wrong");
                    });
            long start = System.nanoTime();
            long refused = 0;
            while (System.nanoTime() - start < Duration.ofSeconds(6).toNanos()) {
                long millis = PoolUnderTest.millisOf(
                        () -> assertThatThrownBy(under.pool::getConnection).isInstanceOf(SQLException.class));
                assertThat(millis)
                        .isLessThan(PoolUnderTest.CONNECT_TIMEOUT
                                .plus(PoolUnderTest.LATE)
                                .toMillis());
                refused++;
            }
            assertThat(refused).isGreaterThan(100);
            assertThat(rejectionsOf("locked_out")).isBetween(1L, 3L);

            SERVER.sessions().setPassword("locked_out", "wrong");
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> under.borrowOnce() > 0);
            under.settles(SERVER);
        }
    }

    @Test
    void aRotatedPasswordCostsNoAcquisition(@TempDir Path directory) throws Exception {
        SERVER.sessions().createRole("rotating", "first", -1);
        Path file = directory.resolve("database-url");
        write(file, SERVER.url("rotating", "first", PostgresServer.DATABASE));
        try (PoolUnderTest under = PoolUnderTest.with(builder -> builder.databaseUrlFile(file))) {
            AtomicBoolean going = new AtomicBoolean(true);
            AtomicInteger served = new AtomicInteger();
            Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
            Thread[] callers = new Thread[4];
            for (int i = 0; i < callers.length; i++) {
                callers[i] = new Thread(() -> {
                    while (going.get()) {
                        try (Connection connection = under.pool.getConnection()) {
                            PoolUnderTest.backendOf(connection);
                            served.incrementAndGet();
                        } catch (SQLException failure) {
                            failures.add(failure);
                        }
                    }
                });
                callers[i].start();
            }
            for (String password : new String[] {"second", "third"}) {
                await().until(() -> served.getAndSet(0) > 20);
                SERVER.sessions().setPassword("rotating", password);
                write(file, SERVER.url("rotating", password, PostgresServer.DATABASE));
                under.pool.evictAll();
            }
            await().until(() -> served.get() > 100);
            going.set(false);
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(failures).isEmpty();
            assertThat(rejectionsOf("rotating"))
                    .as("logins between the two changes")
                    .isLessThanOrEqualTo(2);
            under.settles(SERVER);
        }
    }

    @Test
    void aChangedFileEndsTheWaitAfterARejectedPassword(@TempDir Path directory) throws Exception {
        SERVER.sessions().createRole("corrected", "right", -1);
        Path file = directory.resolve("database-url");
        write(file, SERVER.url("corrected", "mistyped", PostgresServer.DATABASE));
        try (PoolUnderTest under =
                PoolUnderTest.with(builder -> builder.databaseUrlFile(file).startLazily(true))) {
            await().until(() -> rejectionsOf("corrected") == 1);
            assertThatThrownBy(under.pool::getConnection).isInstanceOf(ConnectDeniedException.class);
            write(file, SERVER.url("corrected", "right", PostgresServer.DATABASE));
            assertThat(under.borrowOnce()).isPositive();
            assertThat(rejectionsOf("corrected")).isEqualTo(1);
        }
    }

    /** spring-boot#9261, HikariCP#532: the user and the password come from elsewhere than the URL. */
    @Test
    void aPasswordFileBesideTheUrlIsReadForEachLogin(@TempDir Path directory) throws Exception {
        String first = "f:i/r@s?t %41+#[]\u00fc";
        String url = "postgresql://127.0.0.1:" + SERVER.port() + "/" + PostgresServer.DATABASE;
        SERVER.sessions().createRole("apart", first, -1);
        Path file = directory.resolve("password");
        write(file, first);
        try (PoolUnderTest under = PoolUnderTest.with(
                builder -> builder.databaseUrl(url).user("apart").passwordFile(file))) {
            assertThat(under.borrowOnce()).isPositive();
            SERVER.sessions().setPassword("apart", "second");
            under.pool.evictAll();
            await().until(() -> rejectionsOf("apart") >= 1);
            write(file, "second");
            assertThat(under.borrowOnce())
                    .as("at once, and not after the pause of a rejected password")
                    .isPositive();
            under.settles(SERVER);
        }
    }

    /** As libpq does: the account may be locked on one server, and must not be on the next one, too. */
    @Test
    void aRejectedPasswordIsNotTriedOnTheNextHost() throws Exception {
        SERVER.sessions().createRole("only_once", "right", -1);
        try (PostgresServer second = PostgresServer.start()) {
            second.sessions().createRole("only_once", "right", -1);
            String url = SERVER.url("only_once", "wrong", PostgresServer.DATABASE)
                    .replace(
                            "127.0.0.1:" + SERVER.port(), "127.0.0.1:" + SERVER.port() + ",127.0.0.1:" + second.port());
            try (PoolUnderTest under =
                    PoolUnderTest.with(builder -> builder.databaseUrl(url).startLazily(true))) {
                assertThatThrownBy(under.pool::getConnection).isInstanceOf(ConnectDeniedException.class);
            }
            assertThat(rejectionsOf("only_once")).isPositive();
            assertThat(second.log().count("password authentication failed")).isZero();
        }
    }
}
