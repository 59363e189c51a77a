package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import dev.dbpool.testkit.PostgresServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A host whose name is being resolved for ever, which no timeout of Java's can end. */
class StuckHostTest {
    private static final ConnectListener NOBODY = new ConnectListener() {};

    @Test
    void itDoesNotBarTheWayToTheNextHost() throws Exception {
        String url = PostgresServer.shared().url().replace("@", "@stuck.example,");
        FactorySettings settings =
                new FactorySettings("stuck", "db-pool-stuck-", Duration.ofSeconds(1), 1, Optional.empty());
        CountDownLatch resolved = new CountDownLatch(1);
        AtomicInteger resolving = new AtomicInteger();
        ConnectionFactory factory = new ConnectionFactory(
                settings, UrlSource.fixed(DatabaseUrl.parse(url)), NOBODY, System::nanoTime, (login, asked) -> {
                    if (login.host().name().equals("stuck.example")) {
                        resolving.incrementAndGet();
                        awaitQuietly(resolved);
                    }
                    return login.open(asked);
                });
        try {
            for (int i = 0; i < 6; i++) {
                factory.openNow().end();
            }
            assertThat(resolving).as("threads that hang").hasValueBetween(1, 3);
        } finally {
            factory.stop();
            factory.sweep();
            resolved.countDown();
        }
        await().atMost(Duration.ofSeconds(2))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("db-pool-stuck-")));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
