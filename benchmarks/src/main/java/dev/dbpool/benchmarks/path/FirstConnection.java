package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import java.sql.Connection;

/** From nothing to the first connection, in a JVM that has loaded none of the pool's classes. */
final class FirstConnection {
    private FirstConnection() {}

    public static void main(String[] arguments) throws Exception {
        Arm arm = Arm.valueOf(arguments[0]);
        long from = System.nanoTime();
        try (Peer peer = arm.open();
                Connection connection = peer.dataSource().getConnection()) {
            double millis = (System.nanoTime() - from) / 1e6;
            if (connection.isClosed()) {
                throw new IllegalStateException("no connection");
            }
            Child.tell("ms", millis);
        }
    }
}
