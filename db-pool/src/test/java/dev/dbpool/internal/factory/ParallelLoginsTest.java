package dev.dbpool.internal.factory;

import static dev.dbpool.internal.factory.StubLogins.PARALLELISM;
import static dev.dbpool.internal.factory.StubLogins.onThreadOfItsOwn;
import static dev.dbpool.internal.factory.StubLogins.sessionWithSocket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailure;
import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.testkit.PostgresServer;
import java.lang.Thread.State;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;

/** What differs when several logins are under way at the same time. */
class ParallelLoginsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofMillis(1_500);
    private static final Set<State> WAITING = Set.of(State.WAITING, State.TIMED_WAITING, State.TERMINATED);

    private final StubLogins logins = new StubLogins();

    @AfterEach
    void endAll() {
        logins.close();
    }

    private static List<FutureTask<PhysicalConnection>> opening(ConnectionFactory factory, int sessions) {
        List<FutureTask<PhysicalConnection>> opening = new ArrayList<>();
        for (int session = 0; session < sessions; session++) {
            opening.add(onThreadOfItsOwn(() -> factory.openPatiently(() -> true)));
        }
        return opening;
    }

    /** Until then one login at a time is under way. */
    private static PhysicalConnection theFirst(ConnectionFactory factory) throws Exception {
        return factory.openPatiently(() -> true);
    }

    private static void allOpen(List<FutureTask<PhysicalConnection>> opening) throws Exception {
        for (FutureTask<PhysicalConnection> session : opening) {
            assertThat(session.get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static SQLException refusal() {
        return new SQLException("staged", "08001", new ConnectException("Connection refused"));
    }

    @Test
    void asManyLoginsAreUnderWayAsMayBeAndNoMore() throws Exception {
        int wanted = 8;
        List<Thread> callers = new ArrayList<>();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        ConnectionFactory factory = logins.factory(LONG, (login, settings) -> {
            if (logins.begun.incrementAndGet() == 1) {
                return sessionWithSocket();
            }
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            // Until every caller has come as far as it may.
            await().until(() -> underWay.get() >= Math.min(PARALLELISM, wanted - finished.get())
                    && callers.stream().allMatch(caller -> WAITING.contains(caller.getState())));
            finished.incrementAndGet();
            underWay.decrementAndGet();
            return sessionWithSocket();
        });
        PhysicalConnection first = theFirst(factory);
        List<FutureTask<PhysicalConnection>> opened = new ArrayList<>();
        for (int caller = 0; caller < wanted; caller++) {
            FutureTask<PhysicalConnection> task = new FutureTask<>(() -> factory.openPatiently(() -> true));
            opened.add(task);
            callers.add(new Thread(task));
        }
        callers.forEach(Thread::start);
        allOpen(opened);
        assertThat(most).hasValue(PARALLELISM);
        assertThat(factory.sessions()).hasSize(wanted + 1).contains(first);
    }

    @Test
    void afterAFailureOneLoginAtATimeIsUnderWay() throws Exception {
        int failures = 7;
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger mostWhileFailing = new AtomicInteger();
        ConnectionFactory factory = logins.factory(LONG, (login, settings) -> {
            int begun = logins.begun.getAndIncrement();
            if (begun == 0 || begun > failures) {
                return sessionWithSocket();
            }
            int now = underWay.incrementAndGet();
            if (begun > PARALLELISM) {
                mostWhileFailing.accumulateAndGet(now, Math::max);
            }
            underWay.decrementAndGet();
            throw refusal();
        });
        assertThat(theFirst(factory)).isNotNull();
        allOpen(opening(factory, 6));
        assertThat(mostWhileFailing).hasValue(1);
        assertThat(factory.failing()).isFalse();
    }

    /** A thread whose login has ended may live on for some microseconds: it hangs in nothing. */
    @Test
    void loginsThatFailAtOnceAreNotTakenForLoginsThatHang() throws Exception {
        ConnectionFactory factory = logins.factory(LONG, (login, settings) -> {
            throw refusal();
        });
        Set<ConnectFailure> reasons = ConcurrentHashMap.newKeySet();
        List<FutureTask<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            callers.add(onThreadOfItsOwn(() -> {
                for (int attempt = 0; attempt < 100; attempt++) {
                    try {
                        factory.openNow();
                    } catch (OpenFailedException failed) {
                        reasons.add(failed.fault().reason());
                    }
                }
                return null;
            }));
        }
        for (FutureTask<Void> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }
        assertThat(reasons).containsExactly(ConnectFailure.REFUSED);
    }

    /** Of two logins that begin one after the other; true for a session. */
    private final List<CompletableFuture<Boolean>> outcomes =
            List.of(new CompletableFuture<>(), new CompletableFuture<>());

    private BaseConnection asStaged(LoginAttempt login, FactorySettings settings) throws SQLException {
        if (outcomes.get(logins.begun.getAndIncrement()).join()) {
            return sessionWithSocket();
        }
        throw new SQLException("staged", "3D000");
    }

    private List<FutureTask<PhysicalConnection>> twoUnderWay(ConnectionFactory factory) {
        List<FutureTask<PhysicalConnection>> attempts = new ArrayList<>();
        for (int attempt = 1; attempt <= 2; attempt++) {
            int number = attempt;
            attempts.add(onThreadOfItsOwn(factory::openNow));
            await().until(() -> logins.begun.get() == number);
        }
        return attempts;
    }

    @Test
    void theLastAttemptToEndSaysWhetherOpeningFails() throws Exception {
        ConnectionFactory factory = logins.factory(LONG, this::asStaged);
        List<FutureTask<PhysicalConnection>> attempts = twoUnderWay(factory);
        outcomes.get(0).complete(false);
        assertThatThrownBy(() -> attempts.get(0).get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OpenFailedException.class);
        assertThat(factory.failing()).isTrue();
        outcomes.get(1).complete(true);
        assertThat(attempts.get(1).get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(factory.failing()).isFalse();
    }

    @Test
    void aRefusalLastsOnlyWhenNoAttemptIsUnderWayThatMightShowOtherwise() {
        ConnectionFactory factory = logins.factory(LONG, this::asStaged);
        List<FutureTask<PhysicalConnection>> attempts = twoUnderWay(factory);
        outcomes.get(0).complete(false);
        await().until(attempts.get(0)::isDone);
        assertThat(factory.fault())
                .hasValueSatisfying(fault -> assertThat(fault.reason()).isEqualTo(ConnectFailure.DATABASE));
        assertThat(factory.lastingFault()).isEmpty();
        outcomes.get(1).complete(false);
        await().until(attempts.get(1)::isDone);
        assertThat(factory.inFlightNanos()).isZero();
    }

    @Test
    void theServersLimitsAreToldOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(PARALLELISM);
        AtomicInteger told = new AtomicInteger();
        ConnectListener listener = new ConnectListener() {
            @Override
            public void limitsKnown(ServerLimits limits) {
                told.incrementAndGet();
            }
        };
        ConnectionFactory factory = logins.factory(PostgresServer.shared().url(), LONG, listener, (login, settings) -> {
            BaseConnection session = login.open(settings);
            try {
                together.await(30, TimeUnit.SECONDS);
            } catch (Exception broken) {
                throw new SQLException(broken);
            }
            return session;
        });
        List<FutureTask<PhysicalConnection>> unpaced = new ArrayList<>();
        for (int caller = 0; caller < PARALLELISM; caller++) {
            unpaced.add(onThreadOfItsOwn(factory::openNow));
        }
        allOpen(unpaced);
        assertThat(told).hasValue(1);
    }

    @Test
    void stopEndsAllOfThem() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        ConnectionFactory factory = logins.factory(
                LONG, (login, settings) -> first.getAndSet(false) ? sessionWithSocket() : logins.hang(login, settings));
        PhysicalConnection open = theFirst(factory);
        List<FutureTask<PhysicalConnection>> opening = opening(factory, PARALLELISM + 1);
        await().until(() -> logins.begun.get() == PARALLELISM);
        factory.stop();
        for (FutureTask<PhysicalConnection> session : opening) {
            assertThatThrownBy(() -> session.get(MARGIN.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SQLException.class);
        }
        assertThat(factory.inFlightNanos()).isZero();
        assertThat(factory.sessions()).containsExactly(open);
    }
}
