package dev.dbpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the pool relies on in HikariCP beyond its promised API; run on every upgrade. */
class HikariEngineTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private final AtomicInteger opened = new AtomicInteger();

    private Connection open() throws SQLException {
        opened.incrementAndGet();
        return DriverManager.getConnection(SERVER.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
    }

    private static HikariEngine engine(int max, int min, ConnectionSource source) {
        return new HikariEngine(
                new EngineSettings(
                        "engine-test",
                        Thread::new,
                        max,
                        min,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(1)),
                source);
    }

    @Test
    void aPollEndsAtItsOwnDeadlineAlsoBelowHikarisFloor() throws Exception {
        HikariEngine engine = engine(1, 1, this::open);
        Connection only = engine.poll(TimeUnit.SECONDS.toNanos(10));
        assertThat(only).isNotNull();
        long start = System.nanoTime();
        assertThat(engine.poll(TimeUnit.MILLISECONDS.toNanos(40))).isNull();
        assertThat(System.nanoTime() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(35), TimeUnit.MILLISECONDS.toNanos(240));
        engine.release(only);
        engine.close();
    }

    @Test
    void aDiscardedConnectionMakesRoomAtOnce() throws Exception {
        HikariEngine engine = engine(1, 0, this::open);
        Connection first = engine.poll(TimeUnit.SECONDS.toNanos(10));
        engine.discard(first);
        Connection second = engine.poll(TimeUnit.SECONDS.toNanos(10));
        assertThat(second).isNotNull();
        assertThat(opened).hasValue(2);
        engine.release(second);
        engine.close();
        assertThat(engine.total()).isZero();
    }

    @Test
    void anInterruptedPollSaysSoAndLeavesTheFlagToTheCaller() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HikariEngine engine = engine(1, 0, () -> {
            never.await();
            throw new SQLException("not reached");
        });
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> engine.poll(TimeUnit.SECONDS.toNanos(10))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        never.countDown();
        engine.close();
    }

    @Test
    void aLentConnectionWithAnUnsupportedFeatureStays() throws Exception {
        HikariEngine engine = engine(1, 1, this::open);
        Connection connection = engine.poll(TimeUnit.SECONDS.toNanos(10));
        assertThatThrownBy(() ->
                        connection.prepareStatement("select 1", new int[] {1}).executeQuery())
                .isInstanceOf(SQLException.class);
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("do $$ begin raise sqlstate '0A000'; end $$"))
                    .isInstanceOf(SQLException.class);
            assertThat(statement.execute("select 1")).isTrue();
        }
        assertThat(connection.isClosed()).isFalse();
        engine.release(connection);
        engine.close();
    }

    @Test
    void everyStateOfClass57P0EndsTheConnection() throws Exception {
        HikariEngine engine = engine(1, 1, this::open);
        Connection connection = engine.poll(TimeUnit.SECONDS.toNanos(10));
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("do $$ begin raise sqlstate '57P05'; end $$"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(connection.isClosed()).isTrue();
        engine.release(connection);
        engine.close();
    }

    @Test
    void theDescriptionNamesTheVersion() {
        HikariEngine engine = engine(1, 0, this::open);
        assertThat(engine.description()).matches("HikariCP \\d+\\.\\d+\\.\\d+.*");
        engine.close();
    }
}
