package dev.dbpool.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** A statement of a borrowed connection, to which its result sets lead. */
@NullUnmarked
class BorrowedStatement<D extends Statement> extends DelegatingStatement<D> {
    private final D drivers;

    /** Its neighbours among the connection's open statements; guarded by the connection's monitor. */
    BorrowedStatement<?> newer;

    BorrowedStatement<?> older;

    BorrowedStatement(BorrowedConnection borrowed, D delegate) {
        super(borrowed, delegate);
        this.drivers = delegate;
        borrowed.opened(this);
    }

    @Override
    public void close() throws SQLException {
        handle().closed(this);
        super.close();
    }

    /** Once the connection is returned, so that {@link #close} does nothing any more. */
    final void closeForPool() throws SQLException {
        drivers.close();
    }

    @Override
    final ResultSet ours(ResultSet drivers) {
        return drivers == null ? null : new BorrowedResultSet(handle(), drivers, this);
    }
}
