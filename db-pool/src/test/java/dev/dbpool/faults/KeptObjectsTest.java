package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.testkit.PostgresServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** JDBC's objects that a borrower keeps after the return, while the next one has the same session in a transaction. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptObjectsTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private PoolUnderTest under;
    private Connection first;
    private Connection next;

    @BeforeEach
    void borrow() throws SQLException {
        under = PoolUnderTest.on(SERVER, builder -> builder.maxConnections(1).minConnections(1));
        first = under.pool.getConnection();
        run(first, "drop table if exists kept; drop type if exists mood; create type mood as enum ('sad', 'glad')");
        run(first, "create table kept (n int, file oid, tags text[], moods mood[], page xml)");
        run(
                first,
                "insert into kept values"
                        + " (1, lo_from_bytea(0, 'before'), array['a', 'b'], array['sad']::mood[], '<p>x</p>')");
        first.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        if (next != null) {
            next.close();
        }
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

    /** Returns the session, and lends it to the next borrower, who begins a transaction. */
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

    private ResultSet row() throws SQLException {
        ResultSet row = first.createStatement().executeQuery("select * from kept");
        row.next();
        return row;
    }

    /** A pgjdbc Blob opens its large object again when it is used: in whatever transaction the session is by then. */
    @Test
    void aBlobDoesNotReadOrWriteInTheNextBorrowersTransaction() throws Exception {
        Blob blob = row().getBlob("file");
        handOver();

        assertReachNothing(
                () -> blob.setBytes(1, "after!".getBytes(StandardCharsets.UTF_8)),
                () -> blob.getBytes(1, 6),
                blob::length,
                blob::getBinaryStream,
                () -> blob.truncate(0));
        next.commit();
        assertThat(ask(next, "select convert_from(lo_get(file), 'UTF8') from kept"))
                .isEqualTo("before");
        assertThatCode(blob::free).doesNotThrowAnyException();
    }

    @Test
    void streamsOfABlobDoNotEither() throws Exception {
        Blob blob = row().getBlob("file");
        InputStream in = blob.getBinaryStream();
        OutputStream out = blob.setBinaryStream(1);
        assertThat((char) in.read()).isEqualTo('b');
        out.write("lost".getBytes(StandardCharsets.UTF_8));
        handOver();

        assertReachNothing(in::read, () -> in.read(new byte[3]), () -> in.skip(1), () -> out.write(1), out::flush);
        out.close();
        in.close();
        next.commit();
        assertThat(ask(next, "select convert_from(lo_get(file), 'UTF8') from kept"))
                .isEqualTo("before");
    }

    @Test
    void aBlobThatIsBorrowedReadsAndWrites() throws Exception {
        Blob blob = row().getBlob("file");
        blob.setBytes(1, "after!".getBytes(StandardCharsets.UTF_8));
        try (OutputStream out = blob.setBinaryStream(2)) {
            out.write("F".getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = blob.getBinaryStream()) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("aFter!");
        }
        try (PreparedStatement copy = first.prepareStatement("insert into kept (n, file) values (2, ?), (3, ?)")) {
            copy.setBlob(1, blob);
            copy.setObject(2, blob);
            assertThat(copy.executeUpdate()).isEqualTo(2);
        }
        blob.free();
        first.commit();
        assertThat(ask(first, "select string_agg(convert_from(lo_get(file), 'UTF8'), ' ') from kept"))
                .isEqualTo("aFter! aFter! aFter!");
    }

    @Test
    void aClobDoesNotReadInTheNextBorrowersTransaction() throws Exception {
        Clob clob = row().getClob("file");
        var reader = clob.getCharacterStream();
        handOver();

        assertReachNothing(clob::length, () -> clob.getSubString(1, 6), clob::getAsciiStream, reader::read);
        reader.close();
    }

    /** The result set of an array came from a statement of the driver's, and that led to the driver's connection. */
    @Test
    void theWayBackFromAnArrayLeadsToTheHandle() throws Exception {
        for (Array array : new Array[] {
            row().getArray("tags"),
            (Array) row().getObject("tags"),
            row().getObject("tags", Array.class),
            first.createArrayOf("text", new String[] {"x"})
        }) {
            ResultSet elements = array.getResultSet();
            Statement behind = elements.getStatement();
            assertThat(behind.getConnection()).isSameAs(first);
        }
    }

    @Test
    void aStatementBehindAnArrayDoesNotRunInTheNextBorrowersSession() throws Exception {
        Array array = row().getArray("tags");
        ResultSet elements = array.getResultSet();
        Statement behind = elements.getStatement();
        handOver();

        assertReachNothing(
                () -> behind.execute("select 1"), elements::next, array::getResultSet, () -> array.getArray(1, 1));
        assertThatCode(array::free).doesNotThrowAnyException();
    }

    /** The driver asks the server for the type of an array that it does not know. */
    @Test
    void anArrayThatWasReadIsAValueAndAsksNothingAfterTheReturn() throws Exception {
        Array tags = row().getArray("tags");
        Array moods = (Array) row().getObject("moods");
        Array made = first.createArrayOf("text", new String[] {"x"});
        handOver();

        assertThat((Object[]) tags.getArray()).containsExactly("a", "b");
        assertThat((Object[]) moods.getArray()).containsExactly("sad");
        assertThat(moods.getBaseTypeName()).isEqualTo("mood");
        assertThat(tags).hasToString("{a,b}");
        assertReachNothing(made::getArray, made::getBaseTypeName);
    }

    @Test
    void anArrayThatWasReadCanBeWrittenByALaterBorrower() throws Exception {
        Array tags = row().getArray("tags");
        handOver();

        try (PreparedStatement write = next.prepareStatement("update kept set tags = ? || ?")) {
            write.setArray(1, tags);
            write.setObject(2, tags);
            write.executeUpdate();
        }
        assertThat(ask(next, "select tags from kept")).isEqualTo("{a,b,a,b}");
    }

    /** Spring's row maps hold what getObject returned, and are read when the connection is back long since. */
    @Test
    void rowMapsOfSpringCanBeReadAfterTheReturn() throws Exception {
        first.commit();
        first.close();
        Map<String, Object> row =
                new JdbcTemplate(under.pool).queryForMap("select tags, page from kept where n = ?", 1);

        assertThat((Object[]) ((Array) row.get("tags")).getArray()).containsExactly("a", "b");
        assertThat(((SQLXML) row.get("page")).getString()).isEqualTo("<p>x</p>");
    }

    @Test
    void anXmlValueKeepsItsTextAndNothingElse() throws Exception {
        SQLXML page = row().getSQLXML("page");
        SQLXML made = first.createSQLXML();
        handOver();

        assertThat(page.getString()).isEqualTo("<p>x</p>");
        assertReachNothing(page::getBinaryStream, () -> page.getSource(null), () -> made.setString("<p/>"));
    }

    /** The driver looks up in the catalogue what a result set's columns and a statement's parameters are. */
    @Test
    void metadataOfColumnsAndParametersDoNotAskTheNextBorrowersSession() throws Exception {
        ResultSetMetaData columns = row().getMetaData();
        PreparedStatement insert = first.prepareStatement("insert into kept (moods) values (?)");
        ParameterMetaData parameters = insert.getParameterMetaData();
        ResultSetMetaData none =
                first.prepareStatement("select n, moods from kept").getMetaData();
        handOver();

        assertReachNothing(
                () -> columns.isAutoIncrement(1),
                () -> columns.getColumnClassName(4),
                () -> none.isNullable(1),
                () -> parameters.getParameterClassName(1));
    }

    @Test
    void aSavepointDoesNotRollTheNextBorrowersTransactionBack() throws Exception {
        Savepoint kept = first.setSavepoint("here");
        Savepoint own = first.setSavepoint();
        run(first, "insert into kept (n) values (7)");
        first.rollback(own);
        first.releaseSavepoint(kept);
        Savepoint stale = first.setSavepoint("here");
        handOver();
        next.setSavepoint("here");
        run(next, "insert into kept (n) values (8)");

        assertReachNothing(() -> next.rollback(stale), () -> next.releaseSavepoint(stale), stale::getSavepointName);
        assertThat(ask(next, "select count(*) from kept where n = 8")).isEqualTo("1");
    }

    @Test
    void mapsAreCopiesOfTheSessions() throws Exception {
        Map<String, Class<?>> own = first.getTypeMap();
        own.put("mood", String.class);
        Properties info = first.getClientInfo();
        info.put("leftover", "yes");
        handOver();

        assertThat(next.getTypeMap()).isEmpty();
        assertThat(next.getClientInfo()).doesNotContainKey("leftover");
        next.setTypeMap(own);
        own.put("kept", Integer.class);
        assertThat(next.getTypeMap()).containsOnlyKeys("mood");
        next.setTypeMap(Map.of());
    }
}
