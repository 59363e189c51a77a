package dev.dbpool.internal.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;

/**
 * Which types a borrowed object may be unwrapped to: its own, and those of the driver such as {@code PGConnection}. Not
 * to the engine's or our internal ones, which could be closed behind the borrower's back, and not to another JDBC
 * interface, which would lead round the borrowed connection.
 *
 * <p>For an interface of the driver's the borrower gets a {@link DriverFace}, which ends with the connection. A class
 * cannot be stood in for: the borrower gets the driver's object, and the session is not lent again.
 */
final class Unwrapping {
    private Unwrapping() {}

    static boolean isWrapperFor(BorrowedObject borrowed, Wrapper delegate, Class<?> type) throws SQLException {
        return type.isInstance(borrowed) || (mayLeave(type) && delegate.isWrapperFor(type));
    }

    static <T> T unwrap(BorrowedObject borrowed, Wrapper delegate, Class<T> type) throws SQLException {
        if (type.isInstance(borrowed)) {
            return type.cast(borrowed);
        }
        if (!mayLeave(type)) {
            throw new SQLException("cannot unwrap to " + type.getName());
        }
        T drivers = delegate.unwrap(type);
        if (DriverFace.covers(type)) {
            return type.cast(DriverFace.of(borrowed, drivers));
        }
        borrowed.handle().discardOnReturn();
        return drivers;
    }

    private static boolean mayLeave(Class<?> type) {
        String name = type.getName();
        return !name.startsWith("dev.dbpool.") && !name.startsWith("java.sql.");
    }
}
