package dev.dbpool.internal.backend;

import static dev.dbpool.internal.backend.ServiceUnderTest.pid;
import static dev.dbpool.internal.backend.ServiceUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.BackendSession.Blocker;
import dev.dbpool.report.ServerView.Status;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the view shows depending on what the role may see, on a server whose privileges may be changed. */
class BackendViewPrivilegesTest {
    private static PostgresServer server;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ServiceUnderTest service;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(Map.of("max_prepared_transactions", "2"));
        server.sessions().createRole("other", "other-password", -1);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        service = new ServiceUnderTest("cleared", server.url());
        Connection owner = service.session();
        run(owner, "create table desk (id int)");
        run(owner, "grant all on desk to other");
    }

    @AfterEach
    void close() throws SQLException {
        threads.shutdownNow();
        service.close();
        server.sessions().terminateBackends("cleared");
        try (Connection admin = server.admin("app")) {
            run(admin, "drop table desk");
            run(admin, "revoke pg_read_all_stats from app");
            run(admin, "grant select on pg_stat_activity to public");
        }
    }

    /** A session that waits for the lock on the table. */
    private Connection waiter() throws SQLException {
        Connection waiter = service.session();
        Future<?> unused = threads.submit(() -> {
            run(waiter, "select 1 from desk");
            return true;
        });
        await().until(() -> {
            try (Connection admin = server.admin()) {
                return ServiceUnderTest.ask(
                                admin, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                        .equals("1");
            }
        });
        return waiter;
    }

    private Blocker blockerSeenBehind(ServiceUnderTest other) throws Exception {
        Connection holder = other.session();
        holder.setAutoCommit(false);
        run(holder, "lock table desk");
        Connection waiter = waiter();
        ServerReading reading = service.read(waiter);
        assertThat(reading.server().status()).isEqualTo(Status.ANSWERED);
        assertThat(reading.sessions().get(pid(waiter)).state()).isEqualTo("active");
        Blocker blocker = reading.sessions().get(pid(waiter)).blockers().get(0);
        assertThat(blocker.pid()).isEqualTo(pid(holder));
        assertThat(blocker.applicationName()).isEqualTo("elsewhere");
        if (blocker.state().isEmpty()) {
            assertThat(reading.server().detail()).contains("hidden from role app", "pg_read_all_stats");
        } else {
            assertThat(reading.server().detail()).isEmpty();
        }
        return blocker;
    }

    private static String urlOf(String role) {
        return server.url(role, role + "-password", "app");
    }

    @Test
    void anOrdinaryRoleKnowsWhoBlocksButNotWhatItDoes() throws Exception {
        try (ServiceUnderTest other = new ServiceUnderTest("elsewhere", urlOf("other"))) {
            Blocker blocker = blockerSeenBehind(other);
            assertThat(blocker.state()).isEmpty();
            assertThat(blocker.query()).isEmpty();
            assertThat(blocker.transactionFor()).isEmpty();
        }
    }

    @Test
    void aRoleThatMayReadAllStatisticsKnowsBoth() throws Exception {
        server.sessions().execute("grant pg_read_all_stats to app");
        try (ServiceUnderTest other = new ServiceUnderTest("elsewhere", urlOf("other"))) {
            Blocker blocker = blockerSeenBehind(other);
            assertThat(blocker.state()).isEqualTo("idle in transaction");
            assertThat(blocker.query()).isEqualTo("lock table desk");
            assertThat(blocker.transactionFor()).isPresent();
        }
    }

    @Test
    void withoutTheViewThereIsNoPermission() throws Exception {
        try (Connection admin = server.admin("app")) {
            run(admin, "revoke select on pg_stat_activity from public");
        }
        ServerReading reading = service.read(service.session());
        assertThat(reading.server().status()).isEqualTo(Status.NO_PERMISSION);
        assertThat(reading.server().detail()).contains("permission denied for view pg_stat_activity");
        assertThat(reading.sessions()).isEmpty();
    }

    @Test
    void aPreparedTransactionIsNamedByItsNumber() throws Exception {
        Connection preparer = service.session();
        preparer.setAutoCommit(false);
        run(preparer, "lock table desk");
        String number = ServiceUnderTest.ask(preparer, "select pg_current_xact_id()");
        run(preparer, "prepare transaction 'cnry7'");
        preparer.setAutoCommit(true);
        try {
            Connection waiter = waiter();
            ServerReading reading = service.read(waiter, preparer);
            Blocker blocker = reading.sessions().get(pid(waiter)).blockers().get(0);
            assertThat(blocker.pid()).isZero();
            assertThat(blocker.state()).isEqualTo("prepared transaction " + number + " of role app");
            assertThat(blocker.transactionFor()).isPresent();
            assertThat(reading.toString()).doesNotContain("cnry7");
        } finally {
            run(preparer, "rollback prepared 'cnry7'");
        }
    }
}
