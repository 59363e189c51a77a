package dev.dbpool.internal.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;

/**
 * Which types a borrowed object may be unwrapped to: its own, and those of the driver such as {@code PGConnection}. Not
 * to the engine's or our internal ones, which could be closed behind the holder's back, and not to another JDBC
 * interface, which would lead round the borrowed connection.
 */
final class Unwrapping {
    private Unwrapping() {}

    static boolean isWrapperFor(Wrapper borrowed, Wrapper delegate, Class<?> type) throws SQLException {
        return type.isInstance(borrowed) || (mayLeave(type) && delegate.isWrapperFor(type));
    }

    static <T> T unwrap(Wrapper borrowed, Wrapper delegate, Class<T> type) throws SQLException {
        if (type.isInstance(borrowed)) {
            return type.cast(borrowed);
        }
        if (!mayLeave(type)) {
            throw new SQLException("cannot unwrap to " + type.getName());
        }
        return delegate.unwrap(type);
    }

    private static boolean mayLeave(Class<?> type) {
        String name = type.getName();
        return !name.startsWith("dev.dbpool.") && !name.startsWith("java.sql.");
    }
}
