package dev.dbpool.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private static Schedule every(int gapMillis, int callers) {
        long[] at = IntStream.range(0, callers)
                .mapToLong(i -> i * gapMillis * 1_000_000L)
                .toArray();
        return new Schedule(at, new int[callers], callers * gapMillis * 1_000_000L);
    }

    private static OpenLoop loop(Gateway gateway, Work work, int retries) {
        return new OpenLoop(gateway, work, DEADLINE, retries, CallerThreads.PLATFORM);
    }

    @Test
    void callersComeThoughThePoolIsStuck() throws Exception {
        CountDownLatch everybodyCame = new CountDownLatch(50);
        FixedGateway pool = new FixedGateway(50, 10_000);
        Gateway counting = new Gateway() {
            @Override
            public Lease acquire() throws SQLException {
                everybodyCame.countDown();
                return pool.acquire();
            }

            @Override
            public void close() {}
        };
        Work stuckUntilAllAreThere = (connection, hold) -> {
            try {
                if (!everybodyCame.await(30, TimeUnit.SECONDS)) {
                    throw new SQLException("the others waited for this one");
                }
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
        };

        Outcomes outcomes = loop(counting, stuckUntilAllAreThere, 0).run(every(2, 50));

        // Who comes when the run is just over does not work any more.
        assertThat(IntStream.range(0, 50).mapToObj(outcomes::ending)).doesNotContain(Ending.FAILED, Ending.TIMED_OUT);
        assertThat(pool.free()).isEqualTo(50);
    }

    @Test
    void callerWhoWaitsInVainTimesOut() throws Exception {
        FixedGateway pool = new FixedGateway(0, 20);

        Outcomes outcomes = loop(pool, (connection, hold) -> {}, 0).run(every(100, 3));

        assertThat(outcomes.ending(0)).isEqualTo(Ending.TIMED_OUT);
        assertThat(outcomes.latencyNanos(0)).isGreaterThanOrEqualTo(20_000_000);
        assertThat(outcomes.attempts()).isEqualTo(3);
    }

    @Test
    void callerWhoRetriesThreeTimesTriesFourTimesAndIsCountedOnce() throws Exception {
        FixedGateway pool = new FixedGateway(0, 5);

        Outcomes outcomes = loop(pool, (connection, hold) -> {}, 3).run(every(300, 2));

        assertThat(outcomes.ending(0)).isEqualTo(Ending.TIMED_OUT);
        assertThat(outcomes.attempts()).isEqualTo(8);
        assertThat(outcomes.latencyNanos(0)).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void workThatFailsIsNotTakenForATimeout() throws Exception {
        Work failing = (connection, hold) -> {
            throw new SQLException("broken");
        };

        Outcomes outcomes = loop(new FixedGateway(1, 10), failing, 3).run(every(100, 1));

        assertThat(outcomes.ending(0)).isEqualTo(Ending.FAILED);
        assertThat(outcomes.attempts()).isEqualTo(1);
    }

    @Test
    void refusedCallerIsToldFromATimedOutOne() throws Exception {
        Gateway refusing = new Gateway() {
            @Override
            public Lease acquire() throws SQLException {
                throw new RefusedException("go away");
            }

            @Override
            public void close() {}
        };

        assertThat(loop(refusing, (connection, hold) -> {}, 0).run(every(50, 1)).ending(0))
                .isEqualTo(Ending.REFUSED);
    }

    @Test
    void faultOfThePoolIsNotTakenForATimeout() throws Exception {
        Gateway broken = new Gateway() {
            @Override
            public Lease acquire() {
                throw new IllegalStateException("broken");
            }

            @Override
            public void close() {}
        };

        Outcomes outcomes = loop(broken, (connection, hold) -> {}, 3).run(every(50, 1));

        assertThat(outcomes.ending(0)).isEqualTo(Ending.BROKEN);
        assertThat(outcomes.attempts()).isEqualTo(1);
    }
}
