package dev.dbpool.internal.engine;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps idle physical connections and opens new ones when asked for more.
 *
 * <p>The seam behind which the pool library is hidden: every fault case is run against it on each upgrade. Thread-safe.
 * Whoever polls a connection must release or discard it exactly once. Admission stands in front: never
 * more callers poll than the engine may have connections.
 */
public interface Engine {

    /**
     * Takes an idle connection, or waits for a new one.
     *
     * @return null if there was none in time
     * @throws InterruptedException if the caller was interrupted; the interrupt flag is clear then
     * @throws SQLException if the engine failed in a way it should not
     */
    @Nullable
    Connection poll(long timeoutNanos) throws SQLException, InterruptedException;

    /**
     * Gives a connection back for the next caller, its JDBC state reset.
     *
     * @throws SQLException if it could not be reset; it is given back or gone all the same
     */
    void release(Connection connection) throws SQLException;

    /** Closes a connection that must not be lent again and makes room for another. Does not block. */
    void discard(Connection connection);

    /** Connections that wait to be lent. */
    int idle();

    /** Connections that the engine has, lent ones included. */
    int total();

    /** Closes the idle connections now and every lent one as it comes back. */
    void evictAll();

    /** Changes how many connections it may have and how many it keeps ready. */
    void resize(int minConnections, int maxConnections);

    /** Closes idle connections as long as it has more than so many in all. May have to test them first. */
    void trim(int most);

    /** Closes all connections, aborting those that are lent. Blocks until that is done, at most some seconds. */
    void close();

    /** Name and version, for the metrics. */
    String description();
}
