package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Holder;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Virtual threads hold connections like any others, also while they are on no carrier. */
class VirtualHolderTest {
    private DbPool pool;

    @BeforeEach
    void open() throws SQLException {
        pool = DbPool.open(
                DbConfig.builder("virtual")
                        .databaseUrl(PostgresServer.shared().url())
                        .maxConnections(2)
                        .minConnections(1)
                        .build(),
                new PrometheusRegistry());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aVirtualHolderIsNamedAndItsStackIsRead() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofVirtual().start(() -> {
            try (Connection held = pool.getConnection()) {
                assertThat(held.isClosed()).isFalse();
                while (release.getCount() > 0) {
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                }
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        });
        await().until(() -> pool.holders().size() == 1);

        assertThat(pool.holders()).singleElement().satisfies(only -> {
            assertThat(only.threadId()).isEqualTo(holder.threadId());
            assertThat(only.threadName()).isEqualTo("#" + holder.threadId());
        });
        await().untilAsserted(() -> {
            Activity activity = pool.explain().held().get(0).activity();
            assertThat(activity.kind()).isEqualTo(Activity.Kind.SLEEPING);
            assertThat(activity.where())
                    .hasValueSatisfying(place -> assertThat(place).contains("VirtualHolderTest"));
        });
        release.countDown();
        LockSupport.unpark(holder);
        holder.join();
        assertThat(pool.holders()).isEmpty();
    }

    @Test
    void aVirtualThreadThatHasEndedIsGone() throws Exception {
        Connection[] leaked = new Connection[1];
        Thread.ofVirtual()
                .name("ends")
                .start(() -> {
                    try {
                        leaked[0] = pool.getConnection();
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                })
                .join();

        assertThat(pool.holders()).extracting(Holder::threadName).containsExactly("ends");
        assertThat(pool.explain().held().get(0).activity().kind()).isEqualTo(Activity.Kind.GONE);
        leaked[0].close();
    }
}
