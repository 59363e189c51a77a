package dev.dbpool.internal.engine;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the engine gets its physical connections from. Called by one thread at a time. */
public interface ConnectionSource {

    /** Opens a connection. Blocks as long as the source sees fit. */
    Connection open() throws SQLException, InterruptedException;
}
