package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the watch behaves inside somebody else's process: no thread where there is nothing to watch. */
class MonitorMannersTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final int POOLS = 2_000;

    private static long watchThreads(String service) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("db-pool-" + service + "-watch"))
                .peek(thread -> assertThat(thread.isDaemon()).isTrue())
                .count();
    }

    private static DbConfig.Builder config(String service) {
        return DbConfig.builder(service).databaseUrl(SERVER.url()).startLazily(true);
    }

    @Test
    @Tag("all")
    void thousandsOfPoolsThatNobodyUsesHaveNoWatchThread() throws SQLException {
        List<DbPool> pools = new ArrayList<>();
        try {
            for (int i = 0; i < POOLS; i++) {
                DbConfig.Builder config = config("many").minConnections(0).poolName("p" + i);
                pools.add(DbPool.open(config.build(), new PrometheusRegistry()));
            }
            long watching = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("db-pool-many-")
                            && thread.getName().endsWith("-watch"))
                    .count();
            assertThat(watching).isZero();
        } finally {
            pools.parallelStream().forEach(DbPool::close);
        }
    }

    @Test
    void aUsedPoolHasOneUntilItIsClosed() throws SQLException {
        DbPool pool = DbPool.open(config("used").build(), new PrometheusRegistry());
        assertThat(watchThreads("used")).isZero();
        for (int i = 0; i < 5; i++) {
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.isClosed()).isFalse();
            }
        }
        assertThat(watchThreads("used")).isEqualTo(1);
        pool.close();
        await().until(() -> watchThreads("used") == 0);
        assertThat(pool.explain().service()).isEqualTo("used");
        assertThat(watchThreads("used")).isZero();
    }
}
