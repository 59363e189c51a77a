package dev.dbpool;

import java.sql.Connection;
import java.sql.SQLException;

/** Prepares each new physical connection, before anybody borrows it. */
@FunctionalInterface
public interface ConnectionCallback {

    /**
     * Gets the driver's own connection, with autocommit on, for the duration of the call only. Must leave no transaction
     * open. Runs on a thread of the pool's, within the connect timeout; if it throws, the connection is not used.
     */
    void accept(Connection connection) throws SQLException;
}
