package dev.dbpool.internal.jdbc;

import java.sql.SQLException;
import java.sql.SQLXML;
import org.jspecify.annotations.NullUnmarked;

/** A value of XML that the borrower read from a row. Its text stays readable after the return, as an array's elements. */
@NullUnmarked
final class BorrowedSqlXml extends DelegatingSQLXML<SQLXML> {
    private final String text;

    BorrowedSqlXml(BorrowedConnection borrowed, SQLXML delegate) {
        super(borrowed, delegate);
        String read = null;
        try {
            read = delegate.getString();
        } catch (SQLException | RuntimeException asItWillSayWhenAsked) {
            // What cannot be read now is asked of the driver again, while it may be asked.
        }
        text = read;
    }

    @Override
    public String getString() throws SQLException {
        return text != null ? text : super.getString();
    }
}
