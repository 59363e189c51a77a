package dev.dbpool.internal.jdbc;

/**
 * Takes a borrowed connection back. For each {@link BorrowedConnection} exactly one of the methods is called,
 * exactly once, on the thread whose {@code close} or {@code abort} came first, and whatever it throws reaches that
 * caller. It may block for as long as giving the connection back takes.
 */
public interface ReturnPath {
    /** The borrower closed the connection, and it may be lent again. */
    void returned(BorrowedConnection connection);

    /**
     * The borrower aborted the connection, or it {@linkplain BorrowedConnection#mustDiscard must not} be lent again.
     */
    void discarded(BorrowedConnection connection);

    /** The pool takes the connection away from its borrower, on one of the pool's threads; then it is discarded, too. */
    default void reclaimed(BorrowedConnection connection) {
        discarded(connection);
    }
}
