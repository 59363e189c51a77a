package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.Size;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What several benchmarks do with a pool before they measure it. */
final class PoolUse {
    private PoolUse() {}

    /** Uses every session of a pool of the usual size once: what it makes at the first use is there afterwards. */
    static void useAll(Peer peer) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < Size.USUAL.most(); i++) {
            all.add(peer.dataSource().getConnection());
        }
        for (Connection connection : all) {
            connection.close();
        }
    }
}
