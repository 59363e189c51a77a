package dev.dbpool.internal.jdbc;

import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** A statement of a borrowed connection, to which its result sets lead. */
@NullUnmarked
class BorrowedStatement<D extends Statement> extends DelegatingStatement<D> {
    BorrowedStatement(BorrowedConnection borrowed, D delegate) {
        super(borrowed, delegate);
    }

    @Override
    final ResultSet ours(ResultSet drivers) {
        return drivers == null ? null : new BorrowedResultSet(handle(), drivers, this);
    }
}
