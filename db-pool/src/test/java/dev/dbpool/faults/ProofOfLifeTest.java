package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session is trusted without a test because a statement has succeeded on it, not because it was given back. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProofOfLifeTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static PoolUnderTest one() throws SQLException {
        return PoolUnderTest.on(SERVER, builder -> builder.maxConnections(1).minConnections(1));
    }

    @Test
    void aDeadSessionThatIsTakenAndReturnedWithoutAStatementIsFoundOut() throws Exception {
        try (PoolUnderTest under = one()) {
            int backend = under.borrowOnce();
            assertThat(SERVER.sessions().terminateBackend(backend)).isTrue();
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> {
                        under.pool.getConnection().close();
                        return under.counter("db_pool_invalid_connections") == 1;
                    });
            assertThat(under.borrowOnce()).isNotEqualTo(backend);
            under.settles(SERVER);
        }
    }
}
