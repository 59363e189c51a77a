package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the next borrower finds of the one before: nothing that JDBC knows of, and no open transaction. */
class SessionStateTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private PoolUnderTest under;

    @BeforeEach
    void open() throws SQLException {
        under = PoolUnderTest.on(SERVER, builder -> builder.maxConnections(1).minConnections(1));
    }

    @AfterEach
    void close() {
        under.close();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    /** One borrower, then the next; both on the same session. */
    private void afterOne(Use first, Use next) throws SQLException {
        int session;
        try (Connection connection = under.pool.getConnection()) {
            session = PoolUnderTest.backendOf(connection);
            first.of(connection);
        }
        try (Connection connection = under.pool.getConnection()) {
            assertThat(PoolUnderTest.backendOf(connection)).as("same session").isEqualTo(session);
            next.of(connection);
        }
        under.settles(SERVER);
    }

    @Test
    void jdbcStateIsReset() throws SQLException {
        afterOne(
                connection -> {
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                    connection.setReadOnly(true);
                    connection.setAutoCommit(false);
                    connection.setSchema("pg_catalog");
                    connection.setNetworkTimeout(Runnable::run, 12_345);
                },
                connection -> {
                    assertThat(connection.getAutoCommit()).isTrue();
                    assertThat(connection.isReadOnly()).isFalse();
                    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
                    assertThat(ask(connection, "show transaction_isolation")).isEqualTo("read committed");
                    assertThat(ask(connection, "show transaction_read_only")).isEqualTo("off");
                    assertThat(ask(connection, "show search_path")).isEqualTo("\"$user\", public");
                    assertThat(connection.getNetworkTimeout()).isZero();
                });
    }

    @Test
    void anOpenTransactionIsRolledBack() throws SQLException {
        run(under.pool, "create table if not exists state_probe (n int)");
        run(under.pool, "truncate state_probe");
        afterOne(
                connection -> {
                    connection.setAutoCommit(false);
                    run(connection, "insert into state_probe values (1)");
                },
                connection -> assertThat(ask(connection, "select count(*) from state_probe"))
                        .isEqualTo("0"));
    }

    @Test
    void aRawBeginIsRolledBack() throws SQLException {
        run(under.pool, "create table if not exists raw_probe (n int)");
        run(under.pool, "truncate raw_probe");
        afterOne(
                connection -> {
                    run(connection, "begin");
                    run(connection, "insert into raw_probe values (1)");
                },
                connection -> assertThat(ask(connection, "select count(*) from raw_probe"))
                        .isEqualTo("0"));
    }

    @Test
    void aFailedTransactionIsRolledBack() throws SQLException {
        afterOne(
                connection -> {
                    run(connection, "begin");
                    assertThatThrownBy(() -> run(connection, "select 1/0")).isInstanceOf(SQLException.class);
                },
                connection -> assertThat(ask(connection, "select 1")).isEqualTo("1"));
    }

    @Test
    void aServerThatTurnedReadOnlyIsLeft() throws SQLException {
        int session;
        try (Connection connection = under.pool.getConnection()) {
            session = PoolUnderTest.backendOf(connection);
            run(connection, "set default_transaction_read_only = on");
            assertThatThrownBy(() -> run(connection, "create table never (n int)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("25006"));
        }
        assertThat(under.borrowOnce()).isNotEqualTo(session);
        under.settles(SERVER);
    }

    @Test
    void aBorrowerThatAskedForReadOnlyKeepsTheSession() throws SQLException {
        afterOne(
                connection -> {
                    connection.setReadOnly(true);
                    connection.setAutoCommit(false);
                    assertThatThrownBy(() -> run(connection, "create table never (n int)"))
                            .isInstanceOf(SQLException.class);
                },
                connection -> assertThat(ask(connection, "show transaction_read_only"))
                        .isEqualTo("off"));
    }

    @Test
    void whatOnlySqlKnowsStaysUnlessResetOnReturn() throws SQLException {
        afterOne(
                connection -> run(connection, "set statement_timeout = '12345ms'; create temp table left_over (n int)"),
                connection -> {
                    assertThat(ask(connection, "show statement_timeout")).isEqualTo("12345ms");
                    assertThat(ask(connection, "select to_regclass('left_over') is null"))
                            .isEqualTo("f");
                });
        under.close();
        under = PoolUnderTest.on(
                SERVER, builder -> builder.maxConnections(1).minConnections(1).resetOnReturn(true));
        afterOne(
                connection -> {
                    connection.setAutoCommit(false);
                    run(connection, "set statement_timeout = '12345ms'; create temp table left_over (n int)");
                    connection.commit();
                },
                connection -> {
                    assertThat(ask(connection, "show statement_timeout")).isEqualTo("0");
                    assertThat(ask(connection, "select to_regclass('left_over') is null"))
                            .isEqualTo("t");
                });
    }

    private static void run(javax.sql.DataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            run(connection, sql);
        }
    }
}
