package dev.dbpool.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArmTest {
    private static final int TIMES = 100;

    private static final Set<Arm> WITHOUT_INSTRUMENTS =
            EnumSet.of(Arm.HIKARI, Arm.AGROAL, Arm.TOMCAT, Arm.DBCP2, Arm.VIBUR, Arm.C3P0);

    /** An arm that does not do or count what it stands for would win every comparison. */
    @ParameterizedTest
    @EnumSource
    void lendsTakesBackAndCountsWhatItLent(Arm arm) throws Exception {
        try (Peer peer = arm.open()) {
            OptionalLong before = peer.recorded().acquisitions();
            // More often than it has connections: what is not given back is missed.
            for (int i = 0; i < TIMES; i++) {
                try (Connection connection = peer.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    assertThat(statement.execute("SELECT 1")).isFalse();
                    assertThat(connection.isClosed()).isFalse();
                }
            }
            OptionalLong after = peer.recorded().acquisitions();
            assertThat(after.isPresent()).as("has instruments").isEqualTo(!WITHOUT_INSTRUMENTS.contains(arm));
            after.ifPresent(count -> assertThat(count - before.getAsLong()).isEqualTo(TIMES));
        }
    }
}
