package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.Health;
import dev.dbpool.PoolClosedException;
import dev.dbpool.testkit.Fault.Moment;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.Sockets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing: at once, with patience, and in the middle of things. */
class ShutdownTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static void leavesNothing(PoolUnderTest under) {
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
            assertThat(SERVER.sessions(under.service)).as("sessions").isZero();
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("db-pool-" + under.service + "-")))
                    .as("threads")
                    .isEmpty();
        });
    }

    @Test
    void closingWithPatienceAwaitsWhatIsBorrowed() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER);
        Connection borrowed = under.pool.getConnection();
        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> under.pool.close(Duration.ofSeconds(30)), PoolUnderTest.OWN_THREAD);
        await().until(() -> under.pool.health().status() == Health.Status.CLOSED);
        assertThatThrownBy(under.pool::getConnection).isInstanceOf(PoolClosedException.class);
        assertThat(PoolUnderTest.backendOf(borrowed)).isPositive();
        assertThat(closing).isNotDone();
        borrowed.close();
        closing.get(5, TimeUnit.SECONDS);
        leavesNothing(under);
    }

    /** HikariCP#742: a container that closes a pool as a bean cut the work that was under way. */
    @Test
    void aPlainCloseHasThePatienceThatIsConfigured() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER, builder -> builder.closeGrace(Duration.ofSeconds(30)));
        Connection borrowed = under.pool.getConnection();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(under.pool::close, PoolUnderTest.OWN_THREAD);
        await().until(() -> under.pool.health().status() == Health.Status.CLOSED);
        assertThatThrownBy(under.pool::getConnection).isInstanceOf(PoolClosedException.class);
        assertThat(PoolUnderTest.backendOf(borrowed)).isPositive();
        assertThat(closing).isNotDone();
        borrowed.close();
        closing.get(5, TimeUnit.SECONDS);
        leavesNothing(under);
    }

    @Test
    void whenPatienceEndsWhatIsBorrowedIsAborted() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER);
        Connection borrowed = under.pool.getConnection();
        long millis = PoolUnderTest.millisOf(() -> under.pool.close(Duration.ofMillis(300)));
        assertThat(millis).isBetween(300L, 5_000L);
        assertThatThrownBy(() -> PoolUnderTest.backendOf(borrowed)).isInstanceOf(SQLException.class);
        borrowed.close();
        leavesNothing(under);
        assertThat(under.pool.stats().active()).isZero();
    }

    @Test
    void waitingCallersAreSentAwayAtOnce() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(
                SERVER, builder -> builder.maxConnections(1).minConnections(1).acquireTimeout(Duration.ofSeconds(60)));
        Connection only = under.pool.getConnection();
        CompletableFuture<Connection> waiting = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return under.pool.getConnection();
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                },
                PoolUnderTest.OWN_THREAD);
        await().until(() -> under.pool.stats().waiting() == 1);
        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> under.pool.close(Duration.ofSeconds(30)), PoolUnderTest.OWN_THREAD);
        assertThatThrownBy(() -> waiting.get(2, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .rootCause()
                .isInstanceOf(PoolClosedException.class);
        only.close();
        closing.get(5, TimeUnit.SECONDS);
        leavesNothing(under);
    }

    @Test
    void closingDuringALoginThatHangsLeavesNoSocket() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER)) {
            PoolUnderTest under = PoolUnderTest.behind(
                    proxy,
                    builder -> builder.startLazily(true)
                            .connectTimeout(Duration.ofSeconds(60))
                            .acquireTimeout(Duration.ofSeconds(60)));
            proxy.inject(Moment.SILENT_AT_AUTHENTICATION);
            CompletableFuture<Connection> waiting = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return under.pool.getConnection();
                        } catch (SQLException failure) {
                            throw new IllegalStateException(failure);
                        }
                    },
                    PoolUnderTest.OWN_THREAD);
            await().until(() -> proxy.evidence().landed(Moment.SILENT_AT_AUTHENTICATION) > 0);
            long millis = PoolUnderTest.millisOf(under.pool::close);
            assertThat(millis).isLessThan(5_000);
            assertThatThrownBy(() -> waiting.get(2, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(PoolClosedException.class);
            assertThat(Sockets.to(proxy.port())).isZero();
            leavesNothing(under);
        }
    }

    @Test
    void closingAgainHasNoEffect() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER);
        under.pool.close();
        under.pool.close();
        under.pool.close(Duration.ofSeconds(1));
        assertThat(under.pool.health().status()).isEqualTo(Health.Status.CLOSED);
        assertThat(under.registry.scrape().size()).isZero();
        leavesNothing(under);
    }

    @Test
    void anInterruptEndsThePatienceAndIsKept() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(SERVER);
        try (Connection borrowed = under.pool.getConnection()) {
            Thread.currentThread().interrupt();
            under.pool.close(Duration.ofSeconds(60));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(borrowed.isClosed()).as("its session was cut").isTrue();
        }
        leavesNothing(under);
    }
}
