package dev.dbpool.internal.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/**
 * An array that the borrower read from a row. Its elements are read at once and stay readable after the return, because
 * callers keep rows: a row map of Spring's holds what {@code getObject} gave, and is used when the connection is back.
 * Later the driver might have to ask the server for the elements' type, in the session of another borrower.
 */
@NullUnmarked
final class BorrowedArray extends DelegatingArray<Array> {
    private final Object elements;
    private final String baseTypeName;

    BorrowedArray(BorrowedConnection borrowed, Array delegate) {
        super(borrowed, delegate);
        Object read = null;
        String name = null;
        try {
            read = delegate.getArray();
            name = delegate.getBaseTypeName();
        } catch (SQLException | RuntimeException asItWillSayWhenAsked) {
            // What cannot be read now is asked of the driver again, while it may be asked.
        }
        elements = read;
        baseTypeName = name;
    }

    /** An array that is kept serves as a parameter, too: the driver takes any that has a type name and a text. */
    @Override
    Object forDriver() throws SQLException {
        return handle().isReturned() ? this : open();
    }

    @Override
    public Object getArray() throws SQLException {
        return elements != null ? elements : super.getArray();
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) throws SQLException {
        return map == null || map.isEmpty() ? getArray() : super.getArray(map);
    }

    @Override
    public String getBaseTypeName() throws SQLException {
        return baseTypeName != null ? baseTypeName : super.getBaseTypeName();
    }
}
