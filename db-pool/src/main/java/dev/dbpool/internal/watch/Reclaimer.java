package dev.dbpool.internal.watch;

import dev.dbpool.internal.factory.Holding;
import java.sql.SQLException;

/** Takes a connection away from its holder. */
public interface Reclaimer {

    /** Returns false if it was given back already. Blocks for a second at the most. */
    boolean reclaim(Holding holding) throws SQLException;
}
