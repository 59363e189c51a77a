package dev.dbpool.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.factory.PhysicalConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.PgResultSet;

/** The delegates around pgjdbc's, with one session, so that every loan is of the same one. */
class BorrowedConnectionOnPostgresTest {
    private static EmbeddedPostgres postgres;
    private static @Nullable Connection session;

    private final AtomicInteger returned = new AtomicInteger();
    private final AtomicInteger discarded = new AtomicInteger();
    private final ReturnPath returnPath = new ReturnPath() {
        @Override
        public void returned(BorrowedConnection connection) {
            returned.incrementAndGet();
        }

        @Override
        public void discarded(BorrowedConnection connection) {
            discarded.incrementAndGet();
            session = null;
        }
    };
    private BorrowedConnection borrowed;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void lend() throws SQLException {
        borrowed = borrow();
        try (Statement statement = borrowed.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS item");
            statement.execute("CREATE TABLE item (id serial PRIMARY KEY, name text, tags text[])");
        }
    }

    @AfterEach
    void takeBack() throws SQLException {
        borrowed.close();
    }

    private BorrowedConnection borrow() throws SQLException {
        if (session == null) {
            session = postgres.getPostgresDatabase().getConnection();
        }
        return new BorrowedConnection(new StubSession(session), returnPath, Thread.currentThread(), System.nanoTime());
    }

    @Test
    void everyWayBackLeadsToTheBorrowedConnection() throws SQLException {
        try (Statement plain = borrowed.createStatement();
                PreparedStatement prepared = borrowed.prepareStatement("SELECT 1");
                CallableStatement callable = borrowed.prepareCall("{? = call length(?)}")) {
            assertThat(plain.getConnection()).isSameAs(borrowed);
            assertThat(prepared.getConnection()).isSameAs(borrowed);
            assertThat(callable.getConnection()).isSameAs(borrowed);
            assertThat(borrowed.getMetaData().getConnection()).isSameAs(borrowed);

            ResultSet one = prepared.executeQuery();
            assertThat(one.getStatement()).isSameAs(prepared);
            assertThat(plain.execute("SELECT 2")).isTrue();
            assertThat(plain.getResultSet().getStatement().getConnection()).isSameAs(borrowed);
        }
    }

    @Test
    void metadataLeadsBackAndEndsWithTheLoan() throws SQLException {
        DatabaseMetaData metaData = borrowed.getMetaData();
        ResultSet tables = metaData.getTables(null, "public", "item", null);
        assertThat(tables.next()).isTrue();
        assertThat(tables.getString("TABLE_NAME")).isEqualTo("item");
        Statement behind = tables.getStatement();
        assertThat(behind.getConnection()).isSameAs(borrowed);

        borrowed.close();

        try (BorrowedConnection next = borrow()) {
            assertThat(next.isClosed()).isFalse();
            assertThatThrownBy(() -> behind.executeQuery("SELECT 1")).hasMessage("connection is closed");
            assertThatThrownBy(tables::next).hasMessage("connection is closed");
            assertThatThrownBy(() -> metaData.getTables(null, null, "%", null)).hasMessage("connection is closed");
            behind.close();
            tables.close();
            assertThat(next.isValid(1)).isTrue();
        }
    }

    @Test
    void theHandleOfAnEarlierLoanCannotTouchTheNextOne() throws SQLException {
        Statement stale = borrowed.createStatement();
        borrowed.close();
        try (BorrowedConnection next = borrow()) {
            borrowed.close();
            borrowed.abort(Runnable::run);
            assertThatThrownBy(() -> stale.execute("SELECT 1")).hasMessage("connection is closed");
            assertThatThrownBy(borrowed::rollback).hasMessage("connection is closed");
            assertThat(next.isValid(1)).isTrue();
        }
        assertThat(returned).hasValue(2);
        assertThat(discarded).hasValue(0);
    }

    @Test
    void generatedKeysLeadBack() throws SQLException {
        try (PreparedStatement insert =
                borrowed.prepareStatement("INSERT INTO item (name) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "a");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getInt(1)).isEqualTo(1);
                assertThat(keys.getStatement()).isSameAs(insert);
            }
        }
    }

    @Test
    void cursorsLeadBackFromFunctionsAndFromRows() throws SQLException {
        try (Statement setup = borrowed.createStatement()) {
            setup.execute("INSERT INTO item (name) VALUES ('a'), ('b')");
            setup.execute("CREATE OR REPLACE FUNCTION items() RETURNS refcursor LANGUAGE plpgsql AS "
                    + "$$ DECLARE c refcursor; BEGIN OPEN c FOR SELECT name FROM item ORDER BY id; RETURN c; END $$");
        }
        borrowed.setAutoCommit(false);
        try (CallableStatement call = borrowed.prepareCall("{? = call items()}")) {
            call.registerOutParameter(1, Types.OTHER);
            call.execute();
            assertCursor((ResultSet) call.getObject(1));
        }
        try (Statement select = borrowed.createStatement();
                ResultSet row = select.executeQuery("SELECT items()")) {
            assertThat(row.next()).isTrue();
            assertCursor((ResultSet) row.getObject(1));
        }
        borrowed.rollback();
    }

    private void assertCursor(ResultSet cursor) throws SQLException {
        assertThat(cursor.getStatement().getConnection()).isSameAs(borrowed);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.getString(1)).isEqualTo("a");
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
        cursor.close();
    }

    @Test
    void rowsCanBeInsertedUpdatedAndDeleted() throws SQLException {
        try (Statement statement =
                        borrowed.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                ResultSet items = statement.executeQuery("SELECT id, name FROM item")) {
            items.moveToInsertRow();
            items.updateInt(1, 10);
            items.updateString(2, "new");
            items.insertRow();
            items.moveToCurrentRow();
            assertThat(items.first()).isTrue();
            items.updateString("name", "changed");
            items.updateRow();
            assertThat(namesInTable()).isEqualTo("changed");
            items.deleteRow();
            assertThat(namesInTable()).isNull();
        }
    }

    private String namesInTable() throws SQLException {
        try (Statement select = borrowed.createStatement();
                ResultSet names = select.executeQuery("SELECT string_agg(name, ',') FROM item")) {
            names.next();
            return names.getString(1);
        }
    }

    @Test
    void arraysMadeHereAreTakenByTheDriver() throws SQLException {
        Array tags = borrowed.createArrayOf("text", new String[] {"x", "y"});
        try (PreparedStatement insert = borrowed.prepareStatement("INSERT INTO item (tags) VALUES (?), (?)")) {
            insert.setArray(1, tags);
            insert.setObject(2, tags, Types.ARRAY);
            assertThat(insert.executeLargeUpdate()).isEqualTo(2);
        }
        try (Statement select = borrowed.createStatement();
                ResultSet items = select.executeQuery("SELECT tags FROM item")) {
            assertThat(items.next()).isTrue();
            assertThat((String[]) items.getArray(1).getArray()).containsExactly("x", "y");
        }
    }

    @Test
    void copyWorksThroughTheDriversOwnConnection() throws SQLException, IOException {
        assertThat(borrowed.isWrapperFor(PGConnection.class)).isTrue();
        PGConnection driver = borrowed.unwrap(PGConnection.class);
        assertThat(driver.getCopyAPI().copyIn("COPY item (name) FROM STDIN", new StringReader("a\nb\n")))
                .isEqualTo(2);
        assertThat(namesInTable()).isEqualTo("a,b");
    }

    @Test
    void statementsAndResultsUnwrapToTheDrivers() throws SQLException {
        try (PreparedStatement prepared = borrowed.prepareStatement("SELECT 1");
                ResultSet one = prepared.executeQuery()) {
            prepared.unwrap(PGStatement.class).setPrepareThreshold(3);
            assertThat(one.unwrap(PgResultSet.class)).isNotNull();
            assertThat(prepared.unwrap(PreparedStatement.class)).isSameAs(prepared);
            assertThat(one.unwrap(ResultSet.class)).isSameAs(one);
        }
        assertThat(borrowed.isWrapperFor(PhysicalConnection.class)).isFalse();
        assertThatThrownBy(() -> borrowed.unwrap(PhysicalConnection.class)).isInstanceOf(SQLException.class);
    }

    @Test
    void largeTextAndStreamsArriveWhole() throws SQLException {
        byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
        try (PreparedStatement echo = borrowed.prepareStatement("SELECT ?::text, ?::bytea")) {
            echo.setCharacterStream(1, new StringReader("text"));
            echo.setBytes(2, bytes);
            try (ResultSet row = echo.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("text");
                assertThat(row.getBytes(2)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void tryWithResourcesReturnsOnceAlsoAfterAnError() {
        assertThatThrownBy(() -> {
                    try (Connection connection = borrowed;
                            Statement statement = connection.createStatement()) {
                        statement.execute("SELECT 1/0");
                    }
                })
                .isInstanceOf(SQLException.class)
                .satisfies(thrown ->
                        assertThat(((SQLException) thrown).getSQLState()).isEqualTo("22012"));
        assertThat(returned).hasValue(1);
        assertThat(discarded).hasValue(0);
    }

    @Test
    void aRefusedWriteDiscardsUnlessTheBorrowerAskedForReadOnly() throws SQLException {
        borrowed.setReadOnly(true);
        borrowed.setAutoCommit(false);
        assertRefused();
        assertThat(borrowed.mustDiscard()).isFalse();
        borrowed.rollback();
        borrowed.setReadOnly(false);
        borrowed.setAutoCommit(true);

        try (Statement statement = borrowed.createStatement()) {
            statement.execute("SET default_transaction_read_only = on"); // as a server that became a standby answers
        }
        assertRefused();
        assertThat(borrowed.mustDiscard()).isTrue();
        borrowed.close();
        assertThat(returned).hasValue(0);
        assertThat(discarded).hasValue(1);
    }

    private void assertRefused() throws SQLException {
        try (PreparedStatement insert = borrowed.prepareStatement("INSERT INTO item (name) VALUES ('x')")) {
            insert.addBatch();
            assertThatThrownBy(insert::executeBatch)
                    .isInstanceOf(SQLException.class)
                    .satisfies(thrown ->
                            assertThat(((SQLException) thrown).getSQLState()).isEqualTo("25006"));
        }
    }

    @Test
    void abortEndsTheSession() throws SQLException {
        int session = borrowed.unwrap(PGConnection.class).getBackendPID();
        borrowed.abort(Runnable::run);
        assertThat(discarded).hasValue(1);
        assertThat(borrowed.isClosed()).isTrue();
        try (BorrowedConnection next = borrow()) {
            assertThat(next.unwrap(PGConnection.class).getBackendPID()).isNotEqualTo(session);
        }
    }
}
