package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgResultSet;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PGobject;

/** What pgjdbc offers beyond JDBC, reached by {@code unwrap}: it works while borrowed, and ends with the return. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriversOwnTypesTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private PoolUnderTest under;
    private Connection first;
    private PGConnection driver;
    private Connection next;

    @BeforeEach
    void borrow() throws SQLException {
        under = PoolUnderTest.on(SERVER, builder -> builder.maxConnections(1).minConnections(1));
        first = under.pool.getConnection();
        run(first, "drop table if exists copied; create table copied (n int, name text)");
        driver = first.unwrap(PGConnection.class);
    }

    @AfterEach
    void close() throws SQLException {
        if (next != null) {
            next.close();
        }
        first.close();
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

    private void handOver() throws SQLException {
        int session = PoolUnderTest.backendOf(first);
        first.close();
        next = under.pool.getConnection();
        next.setAutoCommit(false);
        assertThat(PoolUnderTest.backendOf(next)).isEqualTo(session);
    }

    private void assertReachNothing(ThrowingCallable... uses) throws SQLException {
        for (ThrowingCallable use : uses) {
            assertThatThrownBy(use).hasStackTraceContaining("connection is closed");
        }
        assertThat(ask(next, "select 'still in order'")).isEqualTo("still in order");
    }

    // --- while it is borrowed ---

    /** As pgvector-java and postgis-jdbc do. */
    @Test
    void typesOfExtensionsCanBeAdded() throws Exception {
        driver.addDataType("point", Odd.class);
        try (Statement statement = first.createStatement();
                ResultSet row = statement.executeQuery("select point(1, 2)")) {
            row.next();
            assertThat(row.getObject(1)).isInstanceOf(Odd.class);
        }
    }

    /** A type that an extension would bring. */
    public static final class Odd extends PGobject {
        private static final long serialVersionUID = 1;
    }

    /** As Flyway does, and a thousand answers on the web. */
    @Test
    void aCopyManagerCanBeMadeOnTheUnwrappedConnection() throws Exception {
        CopyManager copies = new CopyManager(first.unwrap(BaseConnection.class));
        assertThat(copies.copyIn("copy copied from stdin", new StringReader("1\ta\n2\tb\n")))
                .isEqualTo(2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(driver.getCopyAPI().copyOut("copy copied to stdout", out)).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("1\ta\n2\tb\n");
        try (PGCopyOutputStream stream = new PGCopyOutputStream(driver, "copy copied from stdin")) {
            stream.write("3\tc\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ask(first, "select count(*) from copied")).isEqualTo("3");
    }

    @Test
    void largeObjectsCanBeWrittenAndRead() throws Exception {
        first.setAutoCommit(false);
        LargeObjectManager objects = driver.getLargeObjectAPI();
        long oid = objects.createLO();
        try (LargeObject object = objects.open(oid, LargeObjectManager.WRITE);
                OutputStream out = object.getOutputStream()) {
            out.write("large".getBytes(StandardCharsets.UTF_8));
        }
        try (LargeObject object = objects.open(oid)) {
            assertThat(object.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("large");
        }
        objects.unlink(oid);
        first.commit();
    }

    @Test
    void notificationsArrive() throws Exception {
        run(first, "listen news");
        run(first, "notify news, 'today'");
        PGNotification[] news = driver.getNotifications(5000);
        assertThat(news).extracting(PGNotification::getParameter).containsExactly("today");
        run(first, "unlisten news");
    }

    @Test
    void replicationIsAskedForAndRefusedByTheServerOnly() {
        assertThatThrownBy(() -> driver.getReplicationAPI()
                        .createReplicationSlot()
                        .logical()
                        .withSlotName("slot")
                        .withOutputPlugin("pgoutput")
                        .make())
                .isInstanceOf(SQLException.class)
                .satisfies(thrown ->
                        assertThat(((SQLException) thrown).getSQLState()).isEqualTo("42601"));
    }

    @Test
    void jdbcOfTheUnwrappedConnectionIsTheBorrowedOnes() throws Exception {
        BaseConnection base = first.unwrap(BaseConnection.class);
        try (Statement statement = base.createStatement();
                ResultSet row = base.execSQLQuery("select 1")) {
            assertThat(statement.getConnection()).isSameAs(first);
            assertThat(row.getStatement().getConnection()).isSameAs(first);
            assertThat(base.createArrayOf("int4", new int[] {1})
                            .getResultSet()
                            .getStatement()
                            .getConnection())
                    .isSameAs(first);
        }
        assertThat(base.unwrap(Connection.class)).isSameAs(first);
        base.close();
        assertThat(first.isClosed()).isTrue();
        assertThat(base.isClosed()).isTrue();
    }

    @Test
    void statementsAndTheirMetadataHaveTheirDriversSide() throws Exception {
        try (PreparedStatement select = first.prepareStatement("select n as number from copied")) {
            PGStatement side = select.unwrap(PGStatement.class);
            side.setPrepareThreshold(3);
            assertThat(side.getPrepareThreshold()).isEqualTo(3);
            assertThat(select.getMetaData().unwrap(PGResultSetMetaData.class).getBaseColumnName(1))
                    .isEqualTo("n");
        }
    }

    // --- after the return ---

    @Test
    void theDriversConnectionReachesNothing() throws Exception {
        BaseConnection base = first.unwrap(BaseConnection.class);
        var executor = base.getQueryExecutor();
        handOver();

        assertReachNothing(
                () -> base.execSQLUpdate("insert into copied values (1)"),
                () -> base.execSQLQuery("select 1"),
                () -> driver.setPrepareThreshold(1),
                () -> driver.addDataType("point", Odd.class),
                driver::getNotifications,
                driver::getCopyAPI,
                driver::getLargeObjectAPI,
                () -> driver.getReplicationAPI().dropReplicationSlot("slot"),
                base::createStatement,
                () -> base.getTypeInfo().getPGType("copied"),
                executor::abort,
                executor::sendQueryCancel,
                () -> executor.startCopy("copy copied from stdin", true));
        assertThat(executor.isClosed()).isTrue();
        executor.close();
        assertThat(Set.of(base, driver)).hasSize(2).contains(base, driver);
        assertThat(base.toString()).isNotEmpty();
    }

    /** The driver sends a cancel over a connection of its own, so it needs no transaction to do harm in. */
    @Test
    void aKeptConnectionDoesNotCancelTheNextBorrowersQuery() throws Exception {
        handOver();
        CompletableFuture<Void> sleeping = CompletableFuture.runAsync(
                () -> {
                    try {
                        run(next, "select pg_sleep(1)");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                PoolUnderTest.OWN_THREAD);
        await().until(() -> {
            try (Connection admin = SERVER.admin()) {
                return ask(admin, "select count(*) from pg_stat_activity where query = 'select pg_sleep(1)'")
                        .equals("1");
            }
        });

        assertThatThrownBy(() -> ((BaseConnection) driver).cancelQuery()).hasMessage("connection is closed");
        sleeping.get();
    }

    @Test
    void aCopyThatWasBegunReachesNothing() throws Exception {
        CopyManager copies = driver.getCopyAPI();
        CopyOut done = copies.copyOut("copy copied to stdout");
        while (done.readFromCopy() != null) {}
        CopyIn ended = copies.copyIn("copy copied from stdin");
        ended.endCopy();
        handOver();

        assertReachNothing(
                () -> copies.copyIn("copy copied from stdin"),
                () -> copies.copyIn("copy copied from stdin", new StringReader("9\n")),
                () -> ended.writeToCopy(new byte[] {1}, 0, 1),
                ended::cancelCopy,
                done::readFromCopy);
        assertThat(ended.isActive()).isFalse();
    }

    @Test
    void aLargeObjectReachesNothing() throws Exception {
        first.setAutoCommit(false);
        LargeObjectManager objects = driver.getLargeObjectAPI();
        long oid = objects.createLO();
        LargeObject object = objects.open(oid);
        OutputStream out = object.getOutputStream();
        first.commit();
        handOver();

        assertReachNothing(
                () -> object.write("x".getBytes(StandardCharsets.UTF_8)),
                () -> {
                    out.write(new byte[100_000]);
                    out.flush();
                },
                () -> object.seek(0),
                () -> objects.open(oid),
                objects::createLO,
                () -> objects.delete(oid),
                object::close);
        assertThat(ask(next, "select lo_unlink(" + oid + ")")).isEqualTo("1");
        next.commit();
    }

    @Test
    void theDriversSideOfAStatementReachesNothing() throws Exception {
        PreparedStatement select = first.prepareStatement("select n from copied");
        PGStatement side = select.unwrap(PGStatement.class);
        PGResultSetMetaData columns = select.getMetaData().unwrap(PGResultSetMetaData.class);
        handOver();

        assertReachNothing(() -> side.setPrepareThreshold(1), side::getLastOID, () -> columns.getBaseTableName(1));
    }

    // --- what cannot be taken back ---

    /** A class of the driver's cannot be stood in for. Its object dies with its session, which nobody else gets. */
    @Test
    void aSessionWhoseDriversObjectWasGivenAwayIsNotLentAgain() throws Exception {
        PgConnection raw = first.unwrap(PgConnection.class);
        assertThat(raw.getCopyAPI().copyIn("copy copied from stdin", new StringReader("1\ta\n")))
                .isEqualTo(1);
        assertNotLentAgain();
        assertThat(raw.isClosed()).isTrue();
    }

    @Test
    void norIsOneWhoseDriversResultSetWas() throws Exception {
        try (Statement statement = first.createStatement();
                ResultSet row = statement.executeQuery("select 1")) {
            assertThat(row.unwrap(PgResultSet.class).next()).isTrue();
        }
        assertNotLentAgain();
    }

    private void assertNotLentAgain() throws SQLException {
        int session = PoolUnderTest.backendOf(first);
        first.close();
        next = under.pool.getConnection();
        assertThat(PoolUnderTest.backendOf(next)).isNotEqualTo(session);
    }
}
