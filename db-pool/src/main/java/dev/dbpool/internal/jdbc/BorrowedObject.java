package dev.dbpool.internal.jdbc;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Date;
import org.jspecify.annotations.NullUnmarked;

/**
 * A borrowed connection, or an object that it gave its borrower. It reaches the driver's object while the connection is
 * borrowed, and not after. Each object that the driver's object returns passes through {@code ours}, so that all of them
 * end with the connection and lead back to it. Each that the driver takes passes through {@code drivers}.
 *
 * <p>Each generated subclass delegates one interface of JDBC. Equality is identity. As thread-safe as the driver's
 * object. {@code @NullUnmarked}: JDBC does not say which of its values may be null, and they pass through untouched.
 */
@NullUnmarked
abstract class BorrowedObject {
    /** The connection, as its borrower has it. */
    abstract BorrowedConnection handle();

    /** The driver's object, for a call while the connection is still the borrower's. */
    abstract Object open() throws SQLException;

    /** What the driver gets where this object is a parameter. */
    Object forDriver() throws SQLException {
        return open();
    }

    @SuppressWarnings("unchecked")
    static <T> T drivers(T value) throws SQLException {
        return value instanceof BorrowedObject own ? (T) own.forDriver() : value;
    }

    final Connection ours(Connection drivers) {
        return drivers == null ? null : handle();
    }

    final Statement ours(Statement drivers) {
        if (drivers instanceof CallableStatement callable) {
            return ours(callable);
        }
        if (drivers instanceof PreparedStatement prepared) {
            return ours(prepared);
        }
        return drivers == null ? null : new BorrowedStatement<>(handle(), drivers);
    }

    final PreparedStatement ours(PreparedStatement drivers) {
        return drivers == null ? null : new DelegatingPreparedStatement<>(handle(), drivers);
    }

    final CallableStatement ours(CallableStatement drivers) {
        return drivers == null ? null : new DelegatingCallableStatement<>(handle(), drivers);
    }

    final DatabaseMetaData ours(DatabaseMetaData drivers) {
        return drivers == null ? null : new DelegatingDatabaseMetaData<>(handle(), drivers);
    }

    final ResultSetMetaData ours(ResultSetMetaData drivers) {
        return drivers == null ? null : new DelegatingResultSetMetaData<>(handle(), drivers);
    }

    final ParameterMetaData ours(ParameterMetaData drivers) {
        return drivers == null ? null : new DelegatingParameterMetaData<>(handle(), drivers);
    }

    /** Overridden where the driver's result set comes from a statement that the borrower has already. */
    ResultSet ours(ResultSet drivers) {
        return drivers == null ? null : new BorrowedResultSet(handle(), drivers, null);
    }

    /** Overridden where the array does not come from a row. */
    Array ours(Array drivers) {
        return drivers == null ? null : new BorrowedArray(handle(), drivers);
    }

    /** Overridden where the value does not come from a row. */
    SQLXML ours(SQLXML drivers) {
        return drivers == null ? null : new BorrowedSqlXml(handle(), drivers);
    }

    final Blob ours(Blob drivers) {
        return drivers == null ? null : new DelegatingBlob<>(handle(), drivers);
    }

    final Clob ours(Clob drivers) {
        if (drivers instanceof NClob national) {
            return ours(national);
        }
        return drivers == null ? null : new DelegatingClob<>(handle(), drivers);
    }

    final NClob ours(NClob drivers) {
        return drivers == null ? null : new DelegatingNClob<>(handle(), drivers);
    }

    final Ref ours(Ref drivers) {
        return drivers == null ? null : new DelegatingRef<>(handle(), drivers);
    }

    final Struct ours(Struct drivers) {
        return drivers == null ? null : new DelegatingStruct<>(handle(), drivers);
    }

    final Savepoint ours(Savepoint drivers) {
        return drivers == null ? null : new DelegatingSavepoint<>(handle(), drivers);
    }

    final InputStream ours(InputStream drivers) {
        return drivers == null ? null : BorrowedStreams.of(handle(), drivers);
    }

    final OutputStream ours(OutputStream drivers) {
        return drivers == null ? null : BorrowedStreams.of(handle(), drivers);
    }

    final Reader ours(Reader drivers) {
        return drivers == null ? null : BorrowedStreams.of(handle(), drivers);
    }

    final Writer ours(Writer drivers) {
        return drivers == null ? null : BorrowedStreams.of(handle(), drivers);
    }

    /** For a value whose type only the driver knows: most are plain, but a column may also hold any of the above. */
    final Object ours(Object value) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Date) {
            return value;
        }
        if (value instanceof ResultSet cursor) {
            return new BorrowedResultSet(handle(), cursor, null);
        }
        if (value instanceof Array array) {
            return ours(array);
        }
        if (value instanceof SQLXML xml) {
            return ours(xml);
        }
        if (value instanceof Blob blob) {
            return ours(blob);
        }
        if (value instanceof Clob clob) {
            return ours(clob);
        }
        if (value instanceof Struct struct) {
            return ours(struct);
        }
        return value instanceof Ref ref ? ours(ref) : value;
    }

    /** As above. A caller that asks for a class of the driver's gets the driver's object, as from {@code unwrap}. */
    final <T> T ours(Class<T> type, T value) {
        Object led = ours((Object) value);
        return type.isInstance(led) ? type.cast(led) : value;
    }
}
