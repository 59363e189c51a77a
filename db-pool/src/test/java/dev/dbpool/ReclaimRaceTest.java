package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Taking a connection away races with its borrower's close, with another close, and with the next borrowers. Whoever
 * wins, the permit comes back once, and nobody else's connection is touched.
 */
class ReclaimRaceTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final long SEED = 20_261_125;
    private static final int ROUNDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void closeReclaimAndTheNextBorrowersEachGetTheirOwn() throws Exception {
        Random random = new Random(SEED);
        int reclaimed = 0;
        int closed = 0;
        try (DbPool pool = DbPool.open(
                DbConfig.builder("reclaim-race")
                        .databaseUrl(SERVER.url())
                        .connectTimeout(Duration.ofSeconds(30))
                        .maxConnections(2)
                        .minConnections(2)
                        .acquireTimeout(Duration.ofSeconds(30))
                        .build(),
                new PrometheusRegistry())) {
            for (int round = 0; round < ROUNDS; round++) {
                BorrowedConnection contested = (BorrowedConnection) pool.getConnection();
                Phaser start = new Phaser(5);
                int[] delays = random.ints(4, 0, 200).toArray();
                Future<Boolean> reclaim = threads.submit(() -> {
                    dawdle(start, delays[0]);
                    return contested.reclaim();
                });
                Future<?> close = threads.submit(() -> {
                    dawdle(start, delays[1]);
                    contested.close();
                    return null;
                });
                List<Future<?>> others = new ArrayList<>();
                for (int other = 2; other < 4; other++) {
                    int delay = delays[other];
                    String nonce = "round-" + round + "-" + other;
                    others.add(threads.submit(() -> {
                        dawdle(start, delay);
                        assertThat(echo(pool, nonce)).isEqualTo(nonce);
                        return null;
                    }));
                }
                start.arriveAndAwaitAdvance();
                boolean taken = reclaim.get(60, TimeUnit.SECONDS);
                close.get(60, TimeUnit.SECONDS);
                for (Future<?> other : others) {
                    other.get(60, TimeUnit.SECONDS);
                }
                reclaimed += taken ? 1 : 0;
                closed += taken ? 0 : 1;
                assertThat(contested.isClosed()).isTrue();
                assertThat(pool.stats().active())
                        .as("round %d of seed %d", round, SEED)
                        .isZero();
                assertThat(pool.holders()).isEmpty();
            }
            PoolStats end = pool.stats();
            assertThat(end.handedOut()).isEqualTo(3L * ROUNDS);
            assertThat(end.started()).isEqualTo(3L * ROUNDS);
            try (Connection one = pool.getConnection();
                    Connection two = pool.getConnection()) {
                assertThat(one.isValid(5) && two.isValid(5)).isTrue();
            }
        }
        assertThat(reclaimed).as("rounds won by the pool").isPositive();
        assertThat(closed).as("rounds won by the borrower").isPositive();
    }

    private static void dawdle(Phaser start, int microseconds) {
        start.arriveAndAwaitAdvance();
        long end = System.nanoTime() + microseconds * 1_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static String echo(DbPool pool, String nonce) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select '" + nonce + "', pg_sleep(0.002)")) {
            row.next();
            return row.getString(1);
        }
    }
}
