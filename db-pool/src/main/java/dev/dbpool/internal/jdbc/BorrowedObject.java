package dev.dbpool.internal.jdbc;

import java.sql.CallableStatement;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/**
 * A borrowed connection, or an object that it gave its borrower. It reaches the driver's object while the connection is
 * borrowed, and not after. Each object of JDBC that the driver's object returns passes through {@code ours}, so that
 * all of them end with the connection and lead back to it.
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

    /** Overridden where the driver's result set comes from a statement that the borrower has already. */
    ResultSet ours(ResultSet drivers) {
        return drivers == null ? null : new BorrowedResultSet(handle(), drivers, null);
    }

    /** The value, or, where the driver turned a {@code refcursor} into a result set, that one led to the borrower. */
    final Object ours(Object value) {
        return value instanceof ResultSet cursor ? new BorrowedResultSet(handle(), cursor, null) : value;
    }

    /** As above. A caller that asks for a driver's type gets the driver's object, as from {@code unwrap}. */
    final <T> T ours(Class<T> type, T value) {
        Object led = ours((Object) value);
        return type.isInstance(led) ? type.cast(led) : value;
    }
}
