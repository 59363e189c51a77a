package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.Activity;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Holder;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who holds which connection: whatever happens to the connection and to the thread that borrowed it. */
class HoldersTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private DbPool pool;

    @BeforeEach
    void open() throws SQLException {
        pool = DbPool.open(
                DbConfig.builder("holders")
                        .databaseUrl(SERVER.url())
                        .connectTimeout(Duration.ofSeconds(30))
                        .maxConnections(4)
                        .minConnections(1)
                        .build(),
                new PrometheusRegistry());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static <T> T onThread(String name, Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, name);
        thread.start();
        T result = future.get(10, TimeUnit.SECONDS);
        thread.join();
        return result;
    }

    private static int backendOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aHolderIsNamedWithThreadBackendAndPlace() throws SQLException {
        assertThat(pool.holders()).isEmpty();
        try (Connection held = pool.getConnection()) {
            Holder holder = pool.holders().get(0);
            assertThat(holder.threadName()).isEqualTo(Thread.currentThread().getName());
            assertThat(holder.threadId()).isEqualTo(Thread.currentThread().getId());
            assertThat(holder.backendPid()).isEqualTo(backendOf(held));
            assertThat(holder.connectionId()).isPositive();
            assertThat(holder.timesUsed()).isEqualTo(1);
            assertThat(holder.heldFor()).isPositive();
            assertThat(holder.callSite())
                    .hasValueSatisfying(place -> assertThat(place)
                            .startsWith("dev.dbpool.HoldersTest.aHolderIsNamedWithThreadBackendAndPlace("
                                    + "HoldersTest.java:"));
        }
        assertThat(pool.holders()).isEmpty();
    }

    @Test
    void theLongestHeldComesFirstAndTheListIsImmutable() throws SQLException {
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection();
                Connection third = pool.getConnection()) {
            List<Holder> holders = pool.holders();
            assertThat(holders)
                    .extracting(Holder::backendPid)
                    .containsExactly(backendOf(first), backendOf(second), backendOf(third));
            assertThatThrownBy(() -> holders.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void aConnectionUsedAgainCountsItsUses() throws SQLException {
        for (int use = 1; use <= 3; use++) {
            try (Connection held = pool.getConnection()) {
                assertThat(held.isClosed()).isFalse();
                assertThat(pool.holders()).extracting(Holder::timesUsed).containsExactly((long) use);
            }
        }
    }

    @Test
    void aThreadThatTakesTwoHoldsTwo() throws SQLException {
        try (Connection one = pool.getConnection();
                Connection two = pool.getConnection()) {
            assertThat(pool.holders())
                    .extracting(Holder::threadName)
                    .containsExactly(
                            Thread.currentThread().getName(),
                            Thread.currentThread().getName());
            assertThat(one).isNotEqualTo(two);
        }
    }

    @Test
    void aThreadThatHasEndedIsStillTheHolder() throws Exception {
        Connection leaked = onThread("short-lived", pool::getConnection);
        assertThat(pool.holders()).extracting(Holder::threadName).containsExactly("short-lived");
        assertThat(pool.explain().held().get(0).activity().kind()).isEqualTo(Activity.Kind.GONE);
        leaked.close();
        assertThat(pool.holders()).isEmpty();
    }

    @Test
    void aConnectionClosedByAnotherThreadIsHeldByNobody() throws Exception {
        Connection held = pool.getConnection();
        onThread("closer", () -> {
            held.close();
            return null;
        });
        assertThat(pool.holders()).isEmpty();
        assertThat(pool.stats().active()).isZero();
    }

    /** The connection that a statement leads to is the borrower's, so closing that one gives it back. */
    @Test
    void aConnectionClosedThroughItsStatementIsHeldByNobody() throws SQLException {
        Connection held = pool.getConnection();
        Statement statement = held.createStatement();
        assertThat(statement.getConnection()).isSameAs(held);
        statement.getConnection().close();
        assertThat(pool.holders()).isEmpty();
        assertThat(pool.stats().active()).isZero();
        assertThat(held.isClosed()).isTrue();
    }

    @Test
    void aHostileThreadNameStaysOnItsLine() throws Exception {
        Connection held = onThread("evil\nname\u202Egnp.exe\u001B[31m" + "x".repeat(10_000), pool::getConnection);
        assertThat(pool.holders().get(0).threadName())
                .doesNotContain("\n", "\u202E", "\u001B")
                .hasSizeLessThan(200);
        held.close();
    }

    @Test
    void theLiveStackSaysWhatAHolderDoes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Connection> taken = new CompletableFuture<>();
        Thread waits = new Thread(
                () -> {
                    try (Connection held = pool.getConnection()) {
                        taken.complete(held);
                        release.await();
                    } catch (Exception failure) {
                        taken.completeExceptionally(failure);
                    }
                },
                "waits-for-latch");
        waits.start();
        taken.get(5, TimeUnit.SECONDS);
        await().until(() -> waits.getState() == Thread.State.WAITING);
        HeldConnection held = pool.explain().held().get(0);
        assertThat(held.activity().kind()).isEqualTo(Activity.Kind.WAITING_FOR_THREAD);
        assertThat(held.activity().where())
                .hasValueSatisfying(
                        place -> assertThat(place).contains("HoldersTest").contains("HoldersTest.java:"));
        release.countDown();
        waits.join();
    }

    @Test
    void holdersOfAClosedPoolAreNone() throws SQLException {
        List<Connection> held = new ArrayList<>();
        held.add(pool.getConnection());
        pool.close();
        assertThat(pool.explain().service()).isEqualTo("holders");
        held.get(0).close();
        assertThat(pool.holders()).isEmpty();
    }
}
