package dev.dbpool.benchmarks.load.arms;

import dev.dbpool.benchmarks.load.Gateway;
import java.sql.SQLException;

/**
 * Who is put under load.
 *
 * @param label its name in results and tables
 * @param opening opens a pool of its kind
 */
public record LoadArm(String label, Opening opening) {
    /** How many connections every pool has. */
    public static final int CONNECTIONS = 10;

    /** Opens a pool with all its connections; blocks until they are there. */
    public interface Opening {
        Gateway open(Database database) throws SQLException;
    }

    public Gateway open(Database database) throws SQLException {
        return opening.open(database);
    }
}
