package dev.dbpool.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

class SizeTest {

    /** A pool that had more connections than its peers would win every comparison of callers that wait. */
    @ParameterizedTest
    @EnumSource(
            value = Arm.class,
            names = {"DB_POOL", "HIKARI", "AGROAL_METRICS"})
    void poolLendsAsManyAsItsSizeSays(Arm arm) throws Exception {
        try (Peer peer = arm.open(new Size(1, 3))) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(peer.dataSource().getConnection());
            }
            Thread fourth = new Thread(() -> {
                try {
                    peer.dataSource().getConnection().close();
                } catch (Exception closed) {
                    throw new IllegalStateException(closed);
                }
            });
            fourth.start();
            while (fourth.getState() != Thread.State.TIMED_WAITING && fourth.getState() != Thread.State.WAITING) {
                assertThat(fourth.isAlive())
                        .as("a fourth connection is waited for")
                        .isTrue();
                Thread.onSpinWait();
            }
            for (Connection connection : all) {
                connection.close();
            }
            fourth.join();
        }
    }

    /** What is evicted is opened again: otherwise growth after an eviction would be measured on open sessions. */
    @ParameterizedTest
    @EnumSource(
            value = Arm.class,
            names = {"DB_POOL", "HIKARI", "AGROAL_METRICS"})
    void evictionReplacesTheSessions(Arm arm) throws Exception {
        try (Peer peer = arm.open(Size.fixed(1))) {
            int before = session(peer);
            assertThat(session(peer)).as("without an eviction").isEqualTo(before);
            peer.evicting().run();
            // Some peers do it in the background.
            await().until(() -> session(peer) != before);
        }
    }

    /** Which one is lent: the driver's own number of it, which says so through any wrapper. */
    private static int session(Peer peer) throws Exception {
        try (Connection connection = peer.dataSource().getConnection()) {
            return connection.unwrap(PGConnection.class).getBackendPID();
        }
    }
}
