package dev.dbpool.internal.backend;

import static dev.dbpool.internal.backend.ServiceUnderTest.pid;
import static dev.dbpool.internal.backend.ServiceUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.BackendSession;
import dev.dbpool.report.BackendSession.Blocker;
import dev.dbpool.report.ServerView.Status;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the view shows of the sessions of a service on a real server. */
class BackendViewTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ServiceUnderTest service;

    @BeforeEach
    void open() throws SQLException {
        SERVER.sessions().execute("drop table if exists seat");
        service = new ServiceUnderTest("viewed", SERVER.url());
        Connection owner = service.session();
        run(owner, "drop table if exists seat");
        run(owner, "create table seat (id int primary key, taken boolean)");
        run(owner, "insert into seat values (1, false), (2, false)");
    }

    @AfterEach
    void close() throws SQLException {
        threads.shutdownNow();
        service.close();
        // A server that sleeps does not notice that nobody listens.
        SERVER.sessions().terminateBackends("viewed");
        await().until(() -> SERVER.sessions("viewed") + SERVER.sessions("viewed/explain") == 0);
    }

    private Future<?> inBackground(Connection session, String sql) {
        return threads.submit(() -> {
            run(session, sql);
            return true;
        });
    }

    private void awaitLockWaits(int number) {
        await().until(() ->
                SERVER.sessions().pidsOfApplication("viewed", "active").size() == number);
        await().untilAsserted(() -> {
            try (Connection admin = SERVER.admin()) {
                assertThat(ServiceUnderTest.ask(
                                admin,
                                "select count(*) from pg_stat_activity where application_name = 'viewed'"
                                        + " and wait_event_type = 'Lock'"))
                        .isEqualTo(String.valueOf(number));
            }
        });
    }

    @Test
    void tellsTheStatesApart() throws Exception {
        Connection idle = service.session();
        Connection inTransaction = service.session();
        Connection active = service.session();
        run(idle, "select 'literal', 1");
        inTransaction.setAutoCommit(false);
        run(inTransaction, "select 1 from seat where id = 2");
        inBackground(active, "select pg_sleep(60)");
        await().until(() ->
                SERVER.sessions().pidsOfApplication("viewed", "active").size() == 1);

        ServerReading reading = service.read(idle, inTransaction, active);

        assertThat(reading.server().status()).isEqualTo(Status.ANSWERED);
        assertThat(reading.server().detail()).isEmpty();
        assertThat(reading.sessions()).hasSize(3);
        BackendSession resting = reading.sessions().get(pid(idle));
        assertThat(resting.state()).isEqualTo("idle");
        assertThat(resting.query()).isEqualTo("select ?, ?");
        assertThat(resting.queryFor()).isEmpty();
        assertThat(resting.transactionFor()).isEmpty();
        BackendSession open = reading.sessions().get(pid(inTransaction));
        assertThat(open.state()).isEqualTo("idle in transaction");
        assertThat(open.transactionFor()).isPresent();
        BackendSession busy = reading.sessions().get(pid(active));
        assertThat(busy.state()).isEqualTo("active");
        assertThat(busy.query()).isEqualTo("select pg_sleep(?)");
        assertThat(busy.queryFor()).isPresent();
        assertThat(busy.waitEvent()).hasValue("PgSleep");
        assertThat(reading.server().ownSessions())
                .containsEntry("idle", 2)
                .containsEntry("idle in transaction", 1)
                .containsEntry("active", 1);
        assertThat(reading.server().maxSessions()).hasValue(97);
        assertThat(reading.server().sessions().orElseThrow()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void namesTheHeadOfAQueueForARow() throws Exception {
        Connection holder = service.session();
        Connection second = service.session();
        Connection third = service.session();
        holder.setAutoCommit(false);
        run(holder, "update seat set taken = true where id = 1");
        inBackground(second, "update seat set taken = false where id = 1");
        awaitLockWaits(1);
        inBackground(third, "delete from seat where id = 1");
        awaitLockWaits(2);

        ServerReading reading = service.read(holder, second, third);

        for (Connection waiter : new Connection[] {second, third}) {
            BackendSession waiting = reading.sessions().get(pid(waiter));
            assertThat(waiting.waitEventType()).hasValue("Lock");
            assertThat(waiting.blockers()).singleElement().satisfies(blocker -> {
                assertThat(blocker.pid()).isEqualTo(pid(holder));
                assertThat(blocker.state()).isEqualTo("idle in transaction");
                assertThat(blocker.applicationName()).isEqualTo("viewed");
                assertThat(blocker.query()).isEqualTo("update seat set taken = true where id = ?");
                assertThat(blocker.connectionId()).hasValue((long) -pid(holder));
            });
        }
        assertThat(reading.sessions().get(pid(holder)).blockers()).isEmpty();
        assertThat(reading.server().ownSessions()).containsEntry("blocked on locks", 2);
    }

    @Test
    void namesASessionOfAnotherApplication() throws Exception {
        Connection waiter = service.session();
        try (Connection admin = SERVER.admin("app")) {
            admin.setAutoCommit(false);
            run(admin, "lock table seat");
            inBackground(waiter, "select * from seat");
            awaitLockWaits(1);

            ServerReading reading = service.read(waiter);

            Blocker blocker = reading.sessions().get(pid(waiter)).blockers().get(0);
            assertThat(blocker.pid()).isEqualTo(pid(admin));
            assertThat(blocker.applicationName()).isEqualTo(PostgresServer.ADMIN);
            assertThat(blocker.state()).as("hidden from an ordinary role").isEmpty();
            assertThat(blocker.query()).isEmpty();
            assertThat(reading.server().detail()).contains("hidden from role app", "pg_read_all_stats");
        }
    }

    @Test
    void secretsInStatementsAreNotShown() throws Exception {
        String secret = "cnry7";
        Connection idle = service.session();
        Connection waiter = service.session();
        Connection holder = service.session();
        holder.setAutoCommit(false);
        run(holder, "update seat set taken = true where '" + secret + "' <> '' /* " + secret + " */");
        inBackground(waiter, "update seat set taken = false where $s$" + secret + "$s$ <> E'\\'" + secret + "'");
        awaitLockWaits(1);
        run(idle, "set viewed.token to " + secret);

        ServerReading reading = service.read(idle, waiter, holder);

        assertThat(reading.sessions()).hasSize(3);
        assertThat(reading.sessions().get(pid(waiter)).blockers()).hasSize(1);
        assertThat(reading.toString())
                .contains("update seat set taken = true where ? <> ?", "set viewed.token to ?")
                .doesNotContain(secret);
    }

    @Test
    void leavesNoTransactionAndNoSettingBehind() throws Exception {
        service.read(service.session());
        try (Connection admin = SERVER.admin()) {
            assertThat(ServiceUnderTest.ask(
                            admin,
                            "select state || ' ' || (xact_start is null) from pg_stat_activity"
                                    + " where application_name = 'viewed/explain'"))
                    .isEqualTo("idle true");
        }
        assertThat(service.factory
                        .explanation()
                        .<String>ask(
                                "SELECT reset_val || ' ' || setting FROM pg_settings WHERE name = 'statement_timeout'",
                                List.of(),
                                Duration.ofSeconds(5),
                                results -> {
                                    results.getResultSet().next();
                                    return results.getResultSet().getString(1);
                                }))
                .isEqualTo("0 1000");
    }

    @Test
    void repeatsAReadingForFiveSecondsButNotToLaterHolds() throws Exception {
        Connection first = service.session();
        Connection second = service.session();
        service.read(first, second);
        service.pass(Duration.ofSeconds(3));
        run(first, "select 'changed'");

        ServerReading repeated = service.view.read(List.of(
                new HeldBackend(pid(first), 1, 0),
                new HeldBackend(pid(second), 2, Duration.ofSeconds(1).toNanos())));

        assertThat(repeated.server().age()).hasValue(Duration.ofSeconds(3));
        assertThat(repeated.sessions()).containsOnlyKeys(pid(first));
        assertThat(repeated.sessions().get(pid(first)).query()).isNotEqualTo("select ?");
        service.pass(Duration.ofSeconds(2));
        assertThat(service.view.nextIn()).isZero();
        assertThat(service.read(first).sessions().get(pid(first)).query()).isEqualTo("select ?");
    }
}
