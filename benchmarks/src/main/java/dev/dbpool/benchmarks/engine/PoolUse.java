package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.Size;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What several benchmarks do with a pool before they measure it. */
final class PoolUse {
    private PoolUse() {}

    /** Until peers have opened what they open in the background: a caller of Agroal's that meets it may wait for 30 s. */
    private static final long OPENING_MILLIS = 100;

    /** Uses every session of a pool of the usual size once: what it makes at the first use is there afterwards. */
    static void useAll(Peer peer) throws SQLException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(OPENING_MILLIS);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < Size.USUAL.most(); i++) {
            all.add(peer.dataSource().getConnection());
        }
        for (Connection connection : all) {
            connection.close();
        }
    }
}
