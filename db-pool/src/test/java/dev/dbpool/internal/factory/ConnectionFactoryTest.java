package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.factory.ConnectionFactory.Opener;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import dev.dbpool.testkit.PostgresServer;
import java.io.IOException;
import java.lang.Thread.State;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;

class ConnectionFactoryTest {
    private static final String NO_SERVER = "postgres://app:secret@localhost:1/app";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    /** What a hung login waits for; a session that comes of it says here that it was closed. */
    private final CompletableFuture<Void> lineComesBack = new CompletableFuture<>();

    private final AtomicBoolean lateSessionClosed = new AtomicBoolean();
    private final AtomicInteger loginsBegun = new AtomicInteger();
    private final List<ConnectionFactory> factories = new ArrayList<>();

    @AfterEach
    void endAll() {
        lineComesBack.complete(null);
        factories.forEach(ConnectionFactory::stop);
        factories.forEach(ConnectionFactory::sweep);
    }

    private ConnectionFactory factory(String url, Duration connectTimeout, Opener opener) {
        ConnectListener deaf = new ConnectListener() {};
        FactorySettings settings = new FactorySettings(
                "factory-test", "db-pool-factory-test-", connectTimeout, Optional.of(Duration.ofMillis(7_654)));
        ConnectionFactory factory = new ConnectionFactory(
                settings, UrlSource.fixed(DatabaseUrl.parse(url)), deaf, System::nanoTime, opener);
        factories.add(factory);
        return factory;
    }

    /** A session without a server, which can only be closed. */
    private static BaseConnection session(Runnable onClose) {
        return (BaseConnection) Proxy.newProxyInstance(
                ConnectionFactoryTest.class.getClassLoader(),
                new Class<?>[] {BaseConnection.class},
                (self, method, args) -> switch (method.getName()) {
                    case "createStatement" -> throw new SQLException("there is no server");
                    case "close", "abort" -> {
                        onClose.run();
                        yield null;
                    }
                    default -> method.getReturnType() == int.class ? (Object) 0 : null;
                });
    }

    /** A login that nothing interrupts, like the resolution of a name. */
    private BaseConnection hang(LoginAttempt login, FactorySettings settings) {
        loginsBegun.incrementAndGet();
        lineComesBack.join();
        return session(() -> lateSessionClosed.set(true));
    }

    private static <T> FutureTask<T> onThreadOfItsOwn(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }

    @Test
    void atMostOneLoginIsUnderWay() throws Exception {
        List<Thread> callers = new ArrayList<>();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<State> past = Set.of(State.WAITING, State.TIMED_WAITING, State.TERMINATED);
        ConnectionFactory factory = factory(NO_SERVER, LONG, (login, settings) -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            try {
                // Now everybody has come as far as they may.
                await().until(() -> callers.stream().allMatch(caller -> past.contains(caller.getState())));
                new AttemptSocketFactory().createSocket();
                return session(() -> {});
            } catch (IOException unexpected) {
                throw new SQLException(unexpected);
            } finally {
                underWay.decrementAndGet();
            }
        });
        List<FutureTask<PhysicalConnection>> opened = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            boolean patient = caller % 2 == 0;
            FutureTask<PhysicalConnection> task =
                    new FutureTask<>(() -> patient ? factory.openPatiently(() -> true) : factory.openNow());
            opened.add(task);
            callers.add(new Thread(task));
        }
        callers.forEach(Thread::start);
        for (FutureTask<PhysicalConnection> task : opened) {
            assertThat(task.get(30, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(most).hasValue(1);
        assertThat(factory.sessions()).hasSize(8);
    }

    @Test
    void aHungLoginEndsWithinTheConnectTimeout() throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        ConnectionFactory factory = factory(NO_SERVER, timeout, this::hang);
        assertThat(factory.inFlightNanos()).isZero();
        long began = System.nanoTime();
        FutureTask<PhysicalConnection> opening = onThreadOfItsOwn(factory::openNow);
        await().until(() -> loginsBegun.get() == 1);
        assertThat(factory.inFlightNanos()).isPositive();
        assertThat(factory.attemptImminent()).isTrue();
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
        ConnectionFactory factory = factory(NO_SERVER, Duration.ofMillis(100), this::hang);
        assertThatThrownBy(factory::openNow).isInstanceOf(OpenFailedException.class);
        lineComesBack.complete(null);
        await().untilTrue(lateSessionClosed);
        assertThat(factory.sessions()).isEmpty();
    }

    @Test
    void stopEndsAHungLoginAtOnce() {
        ConnectionFactory factory = factory(NO_SERVER, LONG, this::hang);
        FutureTask<PhysicalConnection> opening = onThreadOfItsOwn(() -> factory.openPatiently(() -> true));
        await().until(() -> loginsBegun.get() == 1);
        factory.stop();
        assertThatThrownBy(() -> opening.get(MARGIN.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OpenFailedException.class);
        assertThat(factory.inFlightNanos()).isZero();
        assertThat(factory.fault()).as("closing is no fault").isEmpty();
        assertThatThrownBy(() -> factory.openPatiently(() -> true)).hasMessageContaining("is closing");
        assertThat(loginsBegun).hasValue(1);
    }

    @Test
    void aSessionKeepsItsSocketAliveAndBoundsItsReads() throws Exception {
        AtomicReference<Socket> used = new AtomicReference<>();
        ConnectionFactory factory = factory(PostgresServer.shared().url(), LONG, (login, settings) -> {
            BaseConnection session = login.open(settings);
            used.set(((AbandonableThread) Thread.currentThread()).socket());
            return session;
        });
        PhysicalConnection session = factory.openNow();
        assertThat(used.get().getKeepAlive()).as("SO_KEEPALIVE").isTrue();
        assertThat(used.get().getSoTimeout()).as("SO_TIMEOUT").isEqualTo(7_654);
        assertThat(session.getNetworkTimeout()).isEqualTo(7_654);
        assertThat(session.test(Duration.ofSeconds(5).toNanos())).isEqualTo(PhysicalConnection.Condition.ALIVE);
        assertThat(session.getNetworkTimeout()).as("after a test").isEqualTo(7_654);
    }
}
