package dev.dbpool.internal.factory;

import static dev.dbpool.internal.factory.StubLogins.onThreadOfItsOwn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailure;
import dev.dbpool.testkit.PostgresServer;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;

class ConnectionFactoryTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    private final StubLogins logins = new StubLogins();

    @AfterEach
    void endAll() {
        logins.close();
    }

    @Test
    void aHungLoginEndsWithinTheConnectTimeout() throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        ConnectionFactory factory = logins.factory(timeout, logins::hang);
        assertThat(factory.inFlightNanos()).isZero();
        long began = System.nanoTime();
        FutureTask<PhysicalConnection> opening = onThreadOfItsOwn(factory::openNow);
        await().until(() -> logins.begun.get() == 1);
        assertThat(factory.inFlightNanos()).isPositive();
        assertThatThrownBy(() -> opening.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        OpenFailedException.class,
                        failed -> assertThat(failed.fault().reason()).isEqualTo(ConnectFailure.TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(timeout, timeout.plus(MARGIN));
        assertThat(factory.inFlightNanos()).isZero();
        assertThat(factory.failing()).isTrue();
    }

    @Test
    void aSessionThatComesTooLateIsClosed() {
        ConnectionFactory factory = logins.factory(Duration.ofMillis(100), logins::hang);
        assertThatThrownBy(factory::openNow).isInstanceOf(OpenFailedException.class);
        logins.lineComesBack.complete(null);
        await().untilTrue(logins.lateSessionClosed);
        assertThat(factory.sessions()).isEmpty();
    }

    @Test
    void stopEndsAHungLoginAtOnce() {
        ConnectionFactory factory = logins.factory(LONG, logins::hang);
        FutureTask<PhysicalConnection> opening = onThreadOfItsOwn(() -> factory.openPatiently(() -> true));
        await().until(() -> logins.begun.get() == 1);
        factory.stop();
        assertThatThrownBy(() -> opening.get(MARGIN.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OpenFailedException.class);
        assertThat(factory.inFlightNanos()).isZero();
        assertThat(factory.fault()).as("closing is no fault").isEmpty();
        assertThatThrownBy(() -> factory.openPatiently(() -> true)).hasMessageContaining("is closing");
        assertThat(logins.begun).hasValue(1);
    }

    @Test
    void aSessionWhoseLoginEndsAfterStopIsClosed() {
        ConnectionFactory factory = logins.factory(LONG, logins::hang);
        FutureTask<PhysicalConnection> opening = onThreadOfItsOwn(() -> factory.openPatiently(() -> true));
        await().until(() -> logins.begun.get() == 1);
        factory.stop();
        factory.sweep();
        logins.lineComesBack.complete(null);
        await().untilTrue(logins.lateSessionClosed);
        await().until(opening::isDone);
        assertThat(factory.sessions()).isEmpty();
    }

    @Test
    void noLoginBeginsForASessionThatIsNotWanted() {
        ConnectionFactory factory = logins.factory(LONG, logins::hang);
        assertThatThrownBy(() -> factory.openPatiently(() -> false)).hasMessageContaining("wants no session");
        assertThat(logins.begun).hasValue(0);
    }

    @Test
    void aSessionWhoseLoginBeganBeforeAllWereOutdatedIsReplacedByItsOpener() throws Exception {
        CompletableFuture<Void> outdated = new CompletableFuture<>();
        AtomicBoolean firstClosed = new AtomicBoolean();
        ConnectionFactory factory = logins.factory(LONG, (login, settings) -> {
            if (logins.begun.getAndIncrement() > 0) {
                return StubLogins.sessionWithSocket();
            }
            outdated.join();
            return StubLogins.sessionWithSocket(() -> firstClosed.set(true));
        });
        FutureTask<PhysicalConnection> opening = onThreadOfItsOwn(() -> factory.openPatiently(() -> true));
        await().until(() -> logins.begun.get() == 1);
        factory.outdateSessions();
        outdated.complete(null);
        PhysicalConnection opened = opening.get(30, TimeUnit.SECONDS);
        assertThat(opened.outdated()).isFalse();
        assertThat(firstClosed).isTrue();
        assertThat(factory.sessions()).containsExactly(opened);
        factory.outdateSessions();
        assertThat(opened.outdated()).isTrue();
    }

    @Test
    void aSessionKeepsItsSocketAliveAndBoundsItsReads() throws Exception {
        AtomicReference<Socket> used = new AtomicReference<>();
        ConnectionFactory factory =
                logins.factory(PostgresServer.shared().url(), LONG, new ConnectListener() {}, (login, settings) -> {
                    BaseConnection session = login.open(settings);
                    used.set(((AbandonableThread) Thread.currentThread()).socket());
                    return session;
                });
        PhysicalConnection session = factory.openNow();
        int millis = (int) StubLogins.SOCKET_TIMEOUT.toMillis();
        assertThat(used.get().getKeepAlive()).as("SO_KEEPALIVE").isTrue();
        assertThat(used.get().getSoTimeout()).as("SO_TIMEOUT").isEqualTo(millis);
        assertThat(session.driver().getNetworkTimeout()).isEqualTo(millis);
        assertThat(session.test(Duration.ofSeconds(5).toNanos())).isEqualTo(PhysicalConnection.Condition.ALIVE);
        assertThat(session.driver().getNetworkTimeout()).as("after a test").isEqualTo(millis);
    }
}
