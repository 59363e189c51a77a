package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailure;
import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.factory.ConnectionFactory.Opener;
import dev.dbpool.internal.recording.PoolEvents.Begun;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import dev.dbpool.testkit.PostgresServer;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplanationSessionTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SERVICE = "x".repeat(48);

    private final CountDownLatch lineComesBack = new CountDownLatch(1);
    private final AtomicInteger heard = new AtomicInteger();
    private ConnectionFactory factory;

    private ExplanationSession session(Opener opener) {
        ConnectListener listener = new ConnectListener() {
            @Override
            public void opened(@Nullable Begun begun, long nanos) {
                heard.incrementAndGet();
            }

            @Override
            public void failed(ConnectFailure reason) {
                heard.incrementAndGet();
            }

            @Override
            public void limitsKnown(ServerLimits limits) {
                heard.incrementAndGet();
            }
        };
        factory = new ConnectionFactory(
                new FactorySettings(SERVICE, "db-pool-explained-", LONG, 1, Optional.empty()),
                UrlSource.fixed(DatabaseUrl.parse(SERVER.url())),
                listener,
                System::nanoTime,
                opener);
        return factory.explanation();
    }

    @AfterEach
    void end() {
        lineComesBack.countDown();
        factory.stop();
        factory.sweep();
        await().until(() -> SERVER.sessions(SERVICE + "/explain") == 0);
    }

    private static String first(Statement results) throws SQLException {
        results.getResultSet().next();
        return results.getResultSet().getString(1);
    }

    @Test
    void logsInAsTheServiceWithASuffixAndIsNoneOfItsSessions() throws Exception {
        ExplanationSession session = session(LoginAttempt::open);
        session.open(LONG);
        session.open(LONG);
        assertThat(SERVER.sessions(SERVICE + "/explain")).isEqualTo(1);
        assertThat(session.ask("SELECT ?::text", List.of("it's"), LONG, ExplanationSessionTest::first))
                .isEqualTo("it's");
        assertThat(factory.sessions()).isEmpty();
        assertThat(factory.busyNanos()).isZero();
        assertThat(heard).as("what the metrics hear of it").hasValue(0);
    }

    @Test
    void theServerCancelsAQuestionAfterASecond() throws Exception {
        ExplanationSession session = session(LoginAttempt::open);
        session.open(LONG);
        assertThatThrownBy(() -> session.ask("SELECT pg_sleep(20)", List.of(), LONG, ExplanationSessionTest::first))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo("57014"));
        assertThat(session.isOpen()).as("after a failure").isFalse();
    }

    @Test
    void theClientGivesUpByItself() throws Exception {
        ExplanationSession session = session(LoginAttempt::open);
        session.open(LONG);
        assertThatThrownBy(() -> session.ask(
                        "SELECT pg_sleep(0.9)", List.of(), Duration.ofMillis(50), ExplanationSessionTest::first))
                .isInstanceOf(SQLTimeoutException.class);
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    void aQuestionWritesNothing() throws Exception {
        ExplanationSession session = session(LoginAttempt::open);
        session.open(LONG);
        assertThatThrownBy(() ->
                        session.ask("CREATE TABLE public.explained ()", List.of(), LONG, ExplanationSessionTest::first))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo("25006"));
    }

    @Test
    void aLoginOfThePoolThatHangsIsNotInItsWay() throws Exception {
        ExplanationSession session = session((login, settings) -> {
            if (settings.service().equals(SERVICE)) {
                try {
                    lineComesBack.await();
                } catch (InterruptedException interrupted) {
                    throw new SQLException(interrupted);
                }
            }
            return login.open(settings);
        });
        FutureTask<PhysicalConnection> hanging = new FutureTask<>(factory::openNow);
        Thread caller = new Thread(hanging);
        caller.start();
        await().until(() -> factory.inFlightNanos() > 0);
        session.open(LONG);
        assertThat(hanging.isDone()).isFalse();
        assertThat(session.ask("SELECT 'here'", List.of(), LONG, ExplanationSessionTest::first))
                .isEqualTo("here");
        lineComesBack.countDown();
        hanging.get(30, TimeUnit.SECONDS);
    }

    /** Nothing interrupts the resolution of a name: the threads that hang in it must not add up. */
    @Test
    void atMostOneThreadHangsInALogin() throws Exception {
        AtomicInteger logins = new AtomicInteger();
        ExplanationSession session = session((login, settings) -> {
            logins.incrementAndGet();
            try {
                lineComesBack.await();
            } catch (InterruptedException interrupted) {
                throw new SQLException(interrupted);
            }
            throw new SQLException("too late");
        });
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> session.open(Duration.ofMillis(100)))
                    .isInstanceOfSatisfying(
                            OpenFailedException.class,
                            failed -> assertThat(failed.fault().reason()).isEqualTo(ConnectFailure.TIMEOUT));
        }
        assertThat(logins).hasValue(1);
        assertThat(factory.failing()).isFalse();
    }

    /** A server that works on a question does not notice that nobody waits for the answer. */
    @Test
    void aQuestionThatClosingInterruptsIsOverWithinASecond() throws Exception {
        ExplanationSession session = session(LoginAttempt::open);
        session.open(LONG);
        FutureTask<String> asking = new FutureTask<>(
                () -> session.ask("SELECT pg_sleep(20)", List.of(), LONG, ExplanationSessionTest::first));
        Thread caller = new Thread(asking);
        caller.start();
        await().until(() -> !SERVER.sessions()
                .pidsOfApplication(SERVICE + "/explain", "active")
                .isEmpty());
        factory.stop();
        assertThatThrownBy(() -> asking.get(1, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
        await().atMost(Duration.ofSeconds(3)).until(() -> SERVER.sessions(SERVICE + "/explain") == 0);
    }

    @Test
    void aStoppedFactoryOpensNone() throws Exception {
        ExplanationSession session = session(LoginAttempt::open);
        session.open(LONG);
        factory.stop();
        assertThat(session.isOpen()).isFalse();
        await().until(() -> SERVER.sessions(SERVICE + "/explain") == 0);
        assertThatThrownBy(() -> session.open(LONG)).isInstanceOf(OpenFailedException.class);
        assertThatThrownBy(() -> session.ask("SELECT 1", List.of(), LONG, ExplanationSessionTest::first))
                .hasMessageContaining("not open");
    }
}
