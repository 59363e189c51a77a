package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.PostgresServer;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What borrowers leave half done, or end from another thread: the next one notices nothing of it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbandonedWorkTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private PoolUnderTest under;

    @BeforeEach
    void open() throws SQLException {
        under = onlyOne(false);
        run("create table if not exists work (n int)");
        run("truncate work");
    }

    private static PoolUnderTest onlyOne(boolean resetOnReturn) throws SQLException {
        return PoolUnderTest.on(
                SERVER,
                builder -> builder.maxConnections(1)
                        .minConnections(1)
                        .resetOnReturn(resetOnReturn)
                        .socketTimeout(Duration.ofSeconds(20)));
    }

    @AfterEach
    void close() {
        under.close();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows() throws SQLException {
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from work")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aCopyLeftUnfinishedIsTheNextBorrowersNoMatter() throws Exception {
        for (boolean inTransaction : new boolean[] {false, true}) {
            Connection connection = under.pool.getConnection();
            connection.setAutoCommit(!inTransaction);
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy work from stdin");
            copy.writeToCopy(new byte[] {'1', '\n'}, 0, 2);
            long millis = PoolUnderTest.millisOf(connection::close);
            assertThat(millis)
                    .as("return, in a transaction: %s", inTransaction)
                    .isLessThan(PoolUnderTest.CONNECT_TIMEOUT
                            .plus(PoolUnderTest.LATE)
                            .toMillis());
            assertThat(rows()).isZero();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        under.settles(SERVER);
    }

    /** The driver waits for the end of the COPY, and that is what the interrupt ends: the session looks idle and is not. */
    @Test
    void aCopyLeftUnfinishedByAnInterruptedThreadCostsTheSession() throws Exception {
        int session = under.borrowOnce();
        Connection connection = under.pool.getConnection();
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy work from stdin");
        copy.writeToCopy(new byte[] {'1', '\n'}, 0, 2);
        Thread.currentThread().interrupt();
        connection.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(under.borrowOnce()).isNotEqualTo(session);
        assertThat(rows()).isZero();
        under.settles(SERVER);
    }

    @Test
    void aDriversConnectionThatWasUsedInOrderIsKept() throws Exception {
        int session = under.borrowOnce();
        try (Connection connection = under.pool.getConnection()) {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy work from stdin");
            copy.writeToCopy(new byte[] {'1', '\n'}, 0, 2);
            assertThat(copy.endCopy()).isEqualTo(1);
        }
        assertThat(under.borrowOnce()).isEqualTo(session);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void aResultReadInPartIsForgotten() throws Exception {
        int session = under.borrowOnce();
        Connection connection = under.pool.getConnection();
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.setFetchSize(10);
        ResultSet rows = statement.executeQuery("select generate_series(1, 100000)");
        assertThat(rows.next()).isTrue();
        connection.close();
        assertThatThrownBy(rows::next).isInstanceOf(SQLException.class);
        assertThat(under.borrowOnce()).isEqualTo(session);
        under.settles(SERVER);
    }

    @Test
    void aSavepointEndsWithItsLoan() throws Exception {
        Savepoint savepoint;
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into work values (1)");
            savepoint = connection.setSavepoint("half");
            statement.execute("insert into work values (2)");
            connection.rollback(savepoint);
        }
        assertThat(rows()).isZero();
        try (Connection connection = under.pool.getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> connection.rollback(savepoint)).isInstanceOf(SQLException.class);
        }
        assertThat(rows()).isZero();
    }

    @Test
    void anotherThreadCancelsAStatement() throws Exception {
        int session = under.borrowOnce();
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Void> cancelling = whenActive(() -> statement.cancel());
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("57014"));
            cancelling.get(5, TimeUnit.SECONDS);
        }
        assertThat(under.borrowOnce())
                .as("a cancelled statement costs no session")
                .isEqualTo(session);
    }

    @Test
    void aQueryTimeoutEndsTheQueryAndNotTheSession() throws Exception {
        int session = under.borrowOnce();
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("57014"));
        }
        assertThat(under.borrowOnce()).isEqualTo(session);
    }

    @Test
    void aNetworkTimeoutCostsTheSessionAndIsNotInherited() throws Exception {
        int session = under.borrowOnce();
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 200);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)")).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        try (Connection connection = under.pool.getConnection()) {
            assertThat(PoolUnderTest.backendOf(connection)).isNotEqualTo(session);
            connection.setNetworkTimeout(Runnable::run, 200);
        }
        try (Connection connection = under.pool.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
        }
        await().atMost(Duration.ofSeconds(35))
                .untilAsserted(() -> assertThat(SERVER.sessions().pidsOfApplication(under.service))
                        .hasSizeLessThanOrEqualTo(2));
        SERVER.sessions().terminateBackend(session);
        under.settles(SERVER);
    }

    @Test
    void anotherThreadAbortsARunningQuery() throws Exception {
        int session = under.borrowOnce();
        Connection connection = under.pool.getConnection();
        Statement statement = connection.createStatement();
        CompletableFuture<Void> aborting = whenActive(() -> connection.abort(Runnable::run));
        long start = System.nanoTime();
        assertThatThrownBy(() -> statement.execute("select pg_sleep(5)")).isInstanceOf(SQLException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        aborting.get(5, TimeUnit.SECONDS);
        connection.close();
        assertThat(under.borrowOnce()).isNotEqualTo(session);
        SERVER.sessions().terminateBackend(session);
        under.settles(SERVER);
    }

    @Test
    void preparedStatementsSurviveTheReset() throws Exception {
        under.close();
        under = onlyOne(true);
        int session = under.borrowOnce();
        for (int loan = 0; loan < 3; loan++) {
            try (Connection connection = under.pool.getConnection()) {
                for (int i = 0; i < 7; i++) {
                    try (PreparedStatement statement = connection.prepareStatement("select ?::int + 1")) {
                        statement.setInt(1, i);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            assertThat(row.getInt(1)).isEqualTo(i + 1);
                        }
                    }
                }
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setReadOnly(true);
            }
        }
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into work values (1)");
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(PoolUnderTest.backendOf(connection)).isEqualTo(session);
        }
        assertThat(SERVER.sessions().ofApplication(under.service))
                .as("its name after DISCARD ALL")
                .isEqualTo(1);
    }

    @Test
    void aBatchRefusedByAStandbyCostsTheSession() throws Exception {
        int session;
        try (Connection connection = under.pool.getConnection();
                Statement statement = connection.createStatement()) {
            session = PoolUnderTest.backendOf(connection);
            statement.execute("set default_transaction_read_only = on");
            statement.addBatch("insert into work values (1)");
            statement.addBatch("insert into work values (2)");
            assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
        }
        assertThat(under.borrowOnce()).isNotEqualTo(session);
    }

    @Test
    void endingATransactionOnADeadSessionFailsAndCloseDoesNot() throws Exception {
        for (boolean commit : new boolean[] {true, false}) {
            int session = under.borrowOnce();
            Connection connection = under.pool.getConnection();
            connection.setAutoCommit(false);
            PoolUnderTest.backendOf(connection);
            assertThat(SERVER.sessions().terminateBackend(session)).isTrue();
            assertThatThrownBy(() -> {
                        if (commit) {
                            connection.commit();
                        } else {
                            connection.rollback();
                        }
                    })
                    .isInstanceOf(SQLException.class);
            connection.close();
            assertThat(under.borrowOnce()).isNotEqualTo(session);
        }
        under.settles(SERVER);
    }

    /** pgjdbc#1022, #1461. The bound is a promise: a way back that hangs keeps its place in the pool. */
    @Test
    void aConnectionClosedByAnotherThreadCancelsItsQueryAtOnce() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            for (boolean inTransaction : new boolean[] {false, true}) {
                under.close();
                under = onlyOne(reset);
                int session = under.borrowOnce();
                Connection connection = under.pool.getConnection();
                connection.setAutoCommit(!inTransaction);
                Statement statement = connection.createStatement();
                statement.execute(inTransaction ? "lock table work in access share mode" : "select 1");
                AtomicLong closingTook = new AtomicLong();
                CompletableFuture<Void> closing = whenActive(() -> {
                    long began = System.nanoTime();
                    connection.close();
                    closingTook.set((System.nanoTime() - began) / 1_000_000);
                });
                assertThatThrownBy(() -> statement.execute("select pg_sleep(12)"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                failure -> assertThat(failure.getSQLState()).isEqualTo("57014"));
                closing.get(5, TimeUnit.SECONDS);
                assertThat(closingTook.get())
                        .as("close, in a transaction: %s, with reset: %s", inTransaction, reset)
                        .isLessThan(200 + PoolUnderTest.LATE.toMillis());
                assertThat(SERVER.sessions().pidsOfApplication(under.service, "active"))
                        .isEmpty();
                assertThat(locksOn("work")).isZero();
                assertThat(under.borrowOnce())
                        .as("a cancelled query costs no session")
                        .isEqualTo(session);
                under.settles(SERVER);
            }
        }
    }

    private static int locksOn(String table) throws SQLException {
        try (Connection admin = SERVER.admin(PostgresServer.DATABASE);
                PreparedStatement statement = admin.prepareStatement(
                        "select count(*) from pg_locks join pg_class on relation = pg_class.oid where relname = ?")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** An application may raise any SQLState; the driver knows better whether the session is there. */
    @Test
    void anErrorOfTheApplicationWithAConnectionsSqlStateCostsNeitherTransactionNorSession() throws Exception {
        int session = under.borrowOnce();
        for (String state : new String[] {"08006", "08003", "01002", "57P03", "XX000"}) {
            try (Connection connection = under.pool.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("insert into work values (1)");
                Savepoint before = connection.setSavepoint();
                assertThatThrownBy(() -> statement.execute(
                                "do $$ begin raise 'of the application' using errcode = '" + state + "'; end $$"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                failure -> assertThat(failure.getSQLState()).isEqualTo(state));
                connection.rollback(before);
                connection.commit();
            }
            assertThat(under.borrowOnce()).as("after %s", state).isEqualTo(session);
        }
        assertThat(rows()).isEqualTo(5);
    }

    private interface Act {
        void run() throws SQLException;
    }

    private CompletableFuture<Void> whenActive(Act act) {
        return CompletableFuture.runAsync(
                () -> {
                    await().until(() -> !SERVER.sessions()
                            .pidsOfApplication(under.service, "active")
                            .isEmpty());
                    try {
                        act.run();
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                },
                PoolUnderTest.OWN_THREAD);
    }
}
