package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.Fault.Direction;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A peer that falls silent under a query: without a socket timeout the caller would wait for TCP to give up. */
class SocketTimeoutTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    @Test
    void aQueryWhosePeerFallsSilentFailsInTimeAndItsSessionIsReplaced() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy, builder -> builder.socketTimeout(SOCKET_TIMEOUT))) {
            int silenced;
            try (Connection connection = under.pool.getConnection()) {
                silenced = PoolUnderTest.backendOf(connection);
                proxy.injectIntoExisting(Fault.stall());
                long began = System.nanoTime();
                CompletableFuture<Integer> query =
                        CompletableFuture.supplyAsync(() -> answer(connection), PoolUnderTest.OWN_THREAD);
                assertThat(query)
                        .failsWithin(SOCKET_TIMEOUT.plus(MARGIN))
                        .withThrowableOfType(ExecutionException.class)
                        .withRootCauseInstanceOf(SocketTimeoutException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(SOCKET_TIMEOUT);
            }
            assertThat(proxy.evidence().bytesWithheld(Direction.TO_SERVER)).isPositive();
            assertThat(under.borrowOnce()).isNotEqualTo(silenced);
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    private static int answer(Connection connection) {
        try {
            return PoolUnderTest.backendOf(connection);
        } catch (SQLException failed) {
            throw new CompletionException(failed);
        }
    }
}
