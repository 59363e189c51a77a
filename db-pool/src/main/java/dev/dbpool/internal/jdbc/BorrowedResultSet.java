package dev.dbpool.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** A result set of a borrowed connection. It leads to the statement that the borrower used. */
@NullUnmarked
final class BorrowedResultSet extends DelegatingResultSet<ResultSet> {
    /** Null until asked for, where the driver made the statement itself: metadata and cursors. */
    private Statement producer;

    BorrowedResultSet(BorrowedConnection borrowed, ResultSet delegate, Statement producer) {
        super(borrowed, delegate);
        this.producer = producer;
    }

    @Override
    public Statement getStatement() throws SQLException {
        ResultSet results = open();
        if (producer == null) {
            producer = ours(results.getStatement());
        }
        return producer;
    }
}
