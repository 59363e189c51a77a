package dev.dbpool.internal.backend;

import static dev.dbpool.internal.backend.ServiceUnderTest.ask;
import static dev.dbpool.internal.backend.ServiceUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbpool.report.ServerView.Status;
import dev.dbpool.testkit.PgBouncer;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The view through Debian's PgBouncer in transaction mode, two server connections wide. */
@Tag("all")
class BackendViewBehindPgBouncerTest {
    private PgBouncer bouncer;
    private ServiceUnderTest service;

    @BeforeEach
    void open() {
        assumeTrue(
                PgBouncer.unavailable().isEmpty(), () -> PgBouncer.unavailable().orElse(""));
        bouncer = PgBouncer.start(PostgresServer.shared(), 2);
        service = new ServiceUnderTest("bounced", bouncer.url());
    }

    @AfterEach
    void close() throws SQLException {
        if (service != null) {
            service.close();
            bouncer.close();
        }
    }

    @Test
    void theProxyIsNoticedAndOnlyNumbersAreTold() throws Exception {
        Connection inTransaction = service.session();
        inTransaction.setAutoCommit(false);
        run(inTransaction, "select 1");
        for (int reading = 0; reading < 3; reading++) {
            ServerReading behind = service.read(inTransaction);
            assertThat(behind.server().status()).isEqualTo(Status.BEHIND_PROXY);
            assertThat(behind.server().detail()).contains("PgBouncer");
            assertThat(behind.sessions()).isEmpty();
            assertThat(behind.server().ownSessions()).containsEntry("idle in transaction", 1);
            assertThat(behind.server().sessions()).isPresent();
            service.pass(Duration.ofSeconds(5));
        }
    }

    @Test
    void whoeverGetsTheServerConnectionNextFindsNothingChanged() throws Exception {
        Connection one = service.session();
        Connection two = service.session();
        service.read(one);
        for (Connection session : new Connection[] {one, two}) {
            // Both server connections are used, that of the reading among them.
            session.setAutoCommit(false);
            assertThat(ask(session, "show statement_timeout")).isEqualTo("0");
            assertThat(ask(session, "show lock_timeout")).isEqualTo("0");
            assertThat(ask(session, "show transaction_read_only")).isEqualTo("off");
            assertThat(ask(session, "show search_path")).isEqualTo("\"$user\", public");
            assertThat(ask(session, "show jit"))
                    .isEqualTo(ask(session, "select reset_val from pg_settings where name = 'jit'"));
        }
    }

    @Test
    void aProxyWithoutAFreeServerConnectionIsNotTakenForASilentServer() throws Exception {
        try (ServiceUnderTest hurried = new ServiceUnderTest("queued", bouncer.url(), Duration.ofSeconds(1))) {
            for (int i = 0; i < 2; i++) {
                Connection holder = hurried.session();
                holder.setAutoCommit(false);
                run(holder, "select 1");
            }
            ServerReading first = hurried.read();
            assertThat(first.server().status()).isEqualTo(Status.BEHIND_PROXY);
            assertThat(first.server().detail()).contains("no answer", "server connections may all be in use");
            assertThat(first.server().ownSessions()).isEmpty();
        }
    }
}
