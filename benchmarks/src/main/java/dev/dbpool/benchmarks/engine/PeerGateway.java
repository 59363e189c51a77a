package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.Lease;
import dev.dbpool.benchmarks.peers.Peer;
import java.sql.Connection;
import java.sql.SQLException;

/** A pool over sessions without a server, under the load of the loops that are made for real ones. */
record PeerGateway(Peer peer) implements Gateway {

    private record Held(Connection connection) implements Lease {
        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Override
    public Lease acquire() throws SQLException {
        return new Held(peer.dataSource().getConnection());
    }

    /** The pool is its opener's to close. */
    @Override
    public void close() {}
}
