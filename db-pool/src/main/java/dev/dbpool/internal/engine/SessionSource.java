package dev.dbpool.internal.engine;

import dev.dbpool.internal.factory.PhysicalConnection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/** Where the engine gets its sessions from. Thread-safe. */
public interface SessionSource {

    /**
     * Opens a session, trying again after each failure for as long as one is wanted. Blocks meanwhile.
     *
     * @param wanted asked after each failed attempt
     * @throws SQLException if no session is wanted any more, or the pool is closing
     */
    PhysicalConnection open(BooleanSupplier wanted) throws SQLException, InterruptedException;

    /** Whether PostgreSQL refuses for a reason that will last, and the next attempt is some time away. */
    boolean refuses();

    /**
     * Looks whether the sessions should be elsewhere, and outdates those that should. Blocks for a moment only.
     *
     * @return when to look again, in nanoseconds
     */
    default long lookAround() {
        return Long.MAX_VALUE;
    }
}
