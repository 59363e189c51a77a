package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.StubDriver;
import dev.dbpool.benchmarks.results.Names;
import java.sql.Connection;

/**
 * From nothing to the first connection, in a JVM that has loaded none of the pool's classes: loading and initialising
 * them, opening the pool, borrowing once. The login is a stub, so neither network nor server nor TLS is in it.
 */
final class FirstConnection {
    private FirstConnection() {}

    public static void main(String[] arguments) throws Exception {
        Arm arm = Arm.valueOf(arguments[0]);
        // Generates the class of the stub's sessions, which would take longer than all that is to be measured.
        StubDriver.session().close();
        long from = System.nanoTime();
        try (Peer peer = arm.open();
                Connection connection = peer.dataSource().getConnection()) {
            double millis = (System.nanoTime() - from) / 1e6;
            if (connection.isClosed()) {
                throw new IllegalStateException("no connection");
            }
            Child.tell(Names.MILLIS, millis);
        }
    }
}
