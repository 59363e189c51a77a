package dev.dbpool.internal.backend;

import static dev.dbpool.internal.backend.ServiceUnderTest.pid;
import static dev.dbpool.internal.backend.ServiceUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.ServerView.Status;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.SilentPort;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the view behaves when the server is full, gone, frozen or locked, and how often it asks. */
class BackendViewInTroubleTest {
    private static final String NAME = "troubled";
    private static final PostgresServer SHARED = PostgresServer.shared();

    /** What a reading may take on a busy machine beyond the second that it promises. */
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private ServiceUnderTest service;

    @AfterEach
    void close() throws SQLException {
        if (service != null) {
            service.close();
        }
    }

    private ServiceUnderTest serviceAt(String url) {
        service = new ServiceUnderTest(NAME, url);
        return service;
    }

    private ServiceUnderTest hurriedServiceAt(String url) {
        service = new ServiceUnderTest(NAME, url, SECOND);
        return service;
    }

    private static String urlThrough(int port) {
        return PostgresServer.url(port, PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE);
    }

    private static int explainSessions(PostgresServer server) {
        return server.sessions(NAME + "/explain");
    }

    private ServerReading readInTime(Connection... connections) {
        long began = System.nanoTime();
        ServerReading reading = service.read(connections);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SECOND.plus(MARGIN));
        return reading;
    }

    // --- how often, and for how long ---

    @Test
    void theServerIsAskedOverOneSessionOnceInFiveSeconds() throws Exception {
        serviceAt(SHARED.url());
        Connection session = service.session();
        assertThat(service.factory.explanation().isOpen()).isFalse();
        for (int second = 0; second < 20; second++) {
            ServerReading reading = service.read(session);
            assertThat(reading.server().age()).hasValue(Duration.ofSeconds(second % 5));
            assertThat(explainSessions(SHARED)).isEqualTo(1);
            service.pass(SECOND);
        }
        assertThat(service.factory.sessions()).as("sessions of the pool").isEmpty();
    }

    @Test
    void aSessionThatNobodyNeedsIsClosedAndOpenedAgain() throws Exception {
        serviceAt(SHARED.url());
        Connection session = service.session();
        service.read(session);
        service.pass(Duration.ofSeconds(29));
        service.view.closeIfIdle();
        assertThat(explainSessions(SHARED)).isEqualTo(1);
        service.pass(SECOND);
        service.view.closeIfIdle();
        await().until(() -> explainSessions(SHARED) == 0);
        assertThat(service.read(session).server().status()).isEqualTo(Status.ANSWERED);
    }

    @Test
    void aSecondReaderDoesNotWaitForTheFirst() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SHARED)) {
            hurriedServiceAt(urlThrough(proxy.port()));
            service.factory.explanation().open(Duration.ofSeconds(30));
            proxy.injectIntoExisting(Fault.stall());
            FutureTask<ServerReading> first = new FutureTask<>(() -> service.read());
            Thread reader = new Thread(first);
            reader.start();
            await().until(() -> reader.getState() == Thread.State.RUNNABLE && inSocket(reader));
            ServerReading second = service.read();
            assertThat(first.isDone()).isFalse();
            assertThat(second.server().status()).isEqualTo(Status.NOT_ASKED);
            assertThat(first.get(30, TimeUnit.SECONDS).server().status()).isEqualTo(Status.NO_ANSWER);
        }
    }

    private static boolean inSocket(Thread reader) {
        return List.of(reader.getStackTrace()).toString().contains("ActivityQuery.ask");
    }

    // --- full ---

    private ServiceUnderTest fill(PostgresServer server, int sessions) throws SQLException {
        serviceAt(server.url());
        for (int i = 0; i < sessions; i++) {
            service.session();
        }
        return service;
    }

    @Test
    void aFullServerIsAskedForASessionOnceInHalfAMinute() throws Exception {
        try (PostgresServer server =
                PostgresServer.start(Map.of("max_connections", "8", "superuser_reserved_connections", "3"))) {
            fill(server, 5);
            for (int seconds = 0; seconds < 30; seconds += 6) {
                ServerReading reading = service.read();
                assertThat(reading.server().status()).isEqualTo(Status.SERVER_FULL);
                assertThat(reading.server().detail()).contains("remaining connection slots");
                service.pass(Duration.ofSeconds(6));
            }
            assertThat(server.log().count("FATAL:  remaining connection slots")).isEqualTo(1);
            assertThat(service.failures).as("failures of the pool's attempts").hasValue(0);
        }
    }

    @Test
    void theLastFreeSlotIsGivenBackAtOnce() throws Exception {
        try (PostgresServer server =
                PostgresServer.start(Map.of("max_connections", "8", "superuser_reserved_connections", "3"))) {
            fill(server, 4);
            Connection last = service.session();
            last.close();
            await().until(() -> server.sessions(NAME) == 4);
            ServerReading reading = service.read();
            assertThat(reading.server().status()).isEqualTo(Status.ANSWERED);
            assertThat(reading.server().sessions()).hasValue(5);
            assertThat(reading.server().maxSessions()).hasValue(5);
            await().until(() -> explainSessions(server) == 0);
            service.pass(Duration.ofSeconds(6));
            ServerReading next = service.read();
            assertThat(next.server().status()).isEqualTo(Status.SERVER_FULL);
            assertThat(next.server().detail()).contains("5 client sessions of 5");
        }
    }

    @Test
    void whoeverWasRefusedASessionForThePoolDoesNotAskForOneToExplainIt() throws Exception {
        SHARED.sessions().execute("drop role if exists narrow");
        SHARED.sessions().createRole("narrow", "narrow-password", 1);
        serviceAt(SHARED.url("narrow", "narrow-password", PostgresServer.DATABASE));
        service.factory.openNow();
        assertThat(catchThrowable(service.factory::openNow)).isNotNull();
        long refused = SHARED.log().count("too many connections for role");
        ServerReading reading = service.read();
        assertThat(reading.server().status()).isEqualTo(Status.SERVER_FULL);
        assertThat(reading.server().detail()).contains("too many connections for role");
        assertThat(SHARED.log().count("too many connections for role")).isEqualTo(refused);
    }

    // --- gone, frozen, locked ---

    @Test
    void aServerThatIsDownGivesNoAnswerAndNoTroubleToThePool() throws Exception {
        hurriedServiceAt(urlThrough(1));
        ServerReading reading = readInTime();
        assertThat(reading.server().status()).isEqualTo(Status.NO_ANSWER);
        assertThat(reading.server().detail()).contains("127.0.0.1:1/app as app", "refused");
        assertThat(service.factory.failing()).isFalse();
        assertThat(service.failures).hasValue(0);
    }

    @Test
    void aHostThatIsGoneIsGivenUpInTime() throws Exception {
        try (SilentPort silence = new SilentPort()) {
            hurriedServiceAt(urlThrough(silence.port()));
            assertThat(readInTime().server().status()).isEqualTo(Status.NO_ANSWER);
        }
    }

    @Test
    void aServerThatFreezesIsGivenUpInTimeAndAskedAgainLater() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SHARED)) {
            hurriedServiceAt(urlThrough(proxy.port()));
            Connection session = service.session();
            service.factory.explanation().open(Duration.ofSeconds(30));
            proxy.inject(Fault.stall());
            ServerReading frozen = readInTime(session);
            assertThat(frozen.server().status()).isEqualTo(Status.NO_ANSWER);
            assertThat(frozen.server().detail()).contains("no answer within");
            assertThat(service.view.nextIn()).isPositive();
            proxy.heal();
            await().until(() -> {
                service.pass(Duration.ofSeconds(5));
                return service.read(session).sessions().containsKey(pid(session));
            });
        }
    }

    @Test
    void aSessionThatTheServerHasEndedIsReplaced() throws Exception {
        serviceAt(SHARED.url());
        Connection session = service.session();
        service.read(session);
        SHARED.sessions().terminateBackends(NAME + "/explain");
        await().until(() -> explainSessions(SHARED) == 0);
        service.pass(Duration.ofSeconds(5));
        assertThat(service.read(session).sessions()).containsOnlyKeys(pid(session));
    }

    @Test
    void aReadingDoesNotWaitForALock() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Connection admin = server.admin("app")) {
            serviceAt(server.url());
            Connection session = service.session();
            service.read(session);
            admin.setAutoCommit(false);
            run(admin, "lock table pg_catalog.pg_authid");
            service.pass(Duration.ofSeconds(5));
            ServerReading reading = service.read(session);
            assertThat(reading.server().status()).isEqualTo(Status.REFUSED);
            assertThat(reading.server().detail()).contains("lock timeout");
        }
    }

    // --- closing ---

    @Test
    void closingThePoolEndsAReadingAndTheSession() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SHARED)) {
            serviceAt(urlThrough(proxy.port()));
            service.read();
            service.pass(Duration.ofSeconds(5));
            proxy.injectIntoExisting(Fault.stall());
            FutureTask<ServerReading> reading = new FutureTask<>(() -> service.read());
            Thread reader = new Thread(reading);
            reader.start();
            await().until(() -> inSocket(reader));
            service.factory.stop();
            service.factory.sweep();
            assertThat(reading.get(30, TimeUnit.SECONDS).server().status()).isEqualTo(Status.NO_ANSWER);
            proxy.heal();
            await().until(() -> explainSessions(SHARED) == 0);
            service.pass(Duration.ofSeconds(5));
            assertThat(service.read().server().status()).isEqualTo(Status.NO_ANSWER);
            assertThat(explainSessions(SHARED)).isZero();
        }
    }

    // --- several servers ---

    @Test
    void backendsOfAnotherServerAreNotMatched() throws Exception {
        try (FaultProxy one = FaultProxy.to(SHARED);
                FaultProxy two = FaultProxy.to(SHARED)) {
            serviceAt(urlThrough(one.port())
                    .replace("127.0.0.1:" + one.port(), "127.0.0.1:" + one.port() + ",127.0.0.1:" + two.port()));
            int there = pid(service.factory.openNow().driver());
            one.refuse();
            int here = pid(service.factory.openNow().driver());
            List<HeldBackend> held = List.of(new HeldBackend(there, 1, 0), new HeldBackend(here, 2, 0));
            one.heal();
            ServerReading reading = service.view.read(held);
            assertThat(reading.sessions().get(here).state()).isEqualTo("idle");
            assertThat(reading.sessions().get(there).state()).as("elsewhere").isEmpty();
            assertThat(reading.server().detail()).contains("several servers");
        }
    }
}
