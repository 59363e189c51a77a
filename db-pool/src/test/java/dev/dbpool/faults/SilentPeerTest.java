package dev.dbpool.faults;

import static dev.dbpool.faults.PoolUnderTest.ACQUIRE_TIMEOUT;
import static dev.dbpool.faults.PoolUnderTest.CONNECT_TIMEOUT;
import static dev.dbpool.faults.PoolUnderTest.LATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.Fault.Direction;
import dev.dbpool.testkit.Fault.Moment;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.Sockets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that is there and says nothing, or hardly anything: the fault that kills pools for good elsewhere. */
class SilentPeerTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static void acquireEndsInTime(PoolUnderTest under) throws Exception {
        long millis = PoolUnderTest.millisOf(() -> {
            try (Connection connection = under.pool.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            } catch (SQLException told) {
                assertThat(told.getMessage()).contains(under.service);
            }
        });
        assertThat(millis).isLessThan(ACQUIRE_TIMEOUT.plus(LATE).plusSeconds(1).toMillis());
    }

    private static void acquireFailsInTime(PoolUnderTest under) throws Exception {
        long millis = PoolUnderTest.millisOf(
                () -> assertThatThrownBy(under.pool::getConnection).isInstanceOf(SQLException.class));
        assertThat(millis).isLessThan(ACQUIRE_TIMEOUT.plus(LATE).toMillis());
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"SILENT_AFTER_ACCEPT", "SILENT_AT_AUTHENTICATION"})
    void silenceDuringLoginIsOvercomeWhenItEnds(Moment moment) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            proxy.injectIntoNew(moment);
            under.pool.evictAll();
            acquireFailsInTime(under);
            acquireFailsInTime(under);
            assertThat(proxy.evidence().landed(moment)).isPositive();
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    @Test
    void silenceAtTheTlsReplyIsOvercomeWhenItEnds() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            proxy.injectIntoNew(Moment.SILENT_AT_TLS);
            under.pool.evictAll();
            acquireFailsInTime(under);
            assertThat(proxy.evidence().landed(Moment.SILENT_AT_TLS)).isPositive();
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    @Test
    void connectionsThatFellSilentAreReplacedWithinTheCallersTime() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            under.fill();
            PoolUnderTest.letThemRest();
            long passed = proxy.evidence().bytesWithheld(Direction.TO_SERVER);
            proxy.injectIntoExisting(Fault.stall());
            for (int i = 0; i < 5; i++) {
                long millis = PoolUnderTest.millisOf(
                        () -> assertThat(under.borrowOnce()).isPositive());
                assertThat(millis).isLessThan(ACQUIRE_TIMEOUT.plus(LATE).toMillis());
            }
            assertThat(proxy.evidence().bytesWithheld(Direction.TO_SERVER)).isGreaterThan(passed);
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    /** To reset the isolation level the driver asks the server, after the borrower has gone. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aChangedSettingHoldsUpNobodyWhenTheServerIsSilent() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            under.fill();
            Connection connection = under.pool.getConnection();
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            long withheld = proxy.evidence().bytesWithheld(Direction.TO_SERVER);
            proxy.injectIntoExisting(Fault.stall());
            long millis = PoolUnderTest.millisOf(connection::close);
            assertThat(millis).isLessThan(CONNECT_TIMEOUT.plus(LATE).toMillis());
            assertThat(proxy.evidence().bytesWithheld(Direction.TO_SERVER)).isGreaterThan(withheld);
            assertThat(under.pool.stats().active()).isZero();
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    @Test
    void aTestThatIsAnsweredInDripsEndsInTime() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            under.fill();
            PoolUnderTest.letThemRest();
            proxy.inject(Fault.throttle(1, Direction.TO_CLIENT));
            acquireFailsInTime(under);
            assertThat(proxy.evidence().bytesThrottled()).isPositive();
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    @Test
    void aTotalSilenceIsOvercomeWhenItEnds() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            under.fill();
            PoolUnderTest.letThemRest();
            proxy.inject(Fault.stall());
            acquireFailsInTime(under);
            acquireFailsInTime(under);
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    @Test
    void resetsAndTruncatedMessagesAreOvercome() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            for (Moment moment : new Moment[] {Moment.RESET, Moment.FIN, Moment.TRUNCATE_NEXT_SERVER_MESSAGE}) {
                under.fill();
                PoolUnderTest.letThemRest();
                proxy.injectIntoExisting(moment);
                acquireEndsInTime(under);
                assertThat(proxy.evidence().landed(moment))
                        .as("%s landed", moment)
                        .isPositive();
                proxy.heal();
                under.recovers(SERVER);
            }
        }
    }

    @Test
    void latencyLosesNothing() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SERVER);
                PoolUnderTest under = PoolUnderTest.behind(proxy)) {
            proxy.inject(Fault.latency(Duration.ofMillis(30), Duration.ofMillis(20)));
            for (int i = 0; i < 5; i++) {
                assertThat(under.borrowOnce()).isPositive();
            }
            assertThat(proxy.evidence().chunksDelayed()).isPositive();
            proxy.heal();
            under.recovers(SERVER);
        }
    }

    @Test
    void aSlowLoginNeitherStallsThePoolNorOutlivesIt() throws Exception {
        PoolUnderTest under = PoolUnderTest.on(
                SERVER,
                builder -> builder.databaseUrl(SERVER.url() + "?options=-c%20post_auth_delay%3D3")
                        .startLazily(true));
        try (under) {
            assertThatThrownBy(() -> under.pool.acquire(Duration.ofMillis(700)))
                    .isInstanceOf(AcquireTimeoutException.class)
                    .hasMessageContaining("login");
            assertThat(under.gauge("db_pool_connect_in_flight_seconds")).isPositive();
            acquireFailsInTime(under);
        }
        assertThat(Sockets.to(SERVER.port())).isLessThanOrEqualTo(sharedSessions());
        await().atMost(Duration.ofSeconds(6))
                .untilAsserted(() -> assertThat(SERVER.sessions(under.service)).isZero());
    }

    private static int sharedSessions() {
        return SERVER.sessions().all();
    }
}
