package dev.dbpool.benchmarks.load.arms;

import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** As many sessions as a pool has, for at most as many callers: nobody ever waits. What the database can do. */
final class SessionsGateway implements Gateway {
    private final List<Connection> all = new ArrayList<>();
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    static SessionsGateway open(Database database) throws SQLException {
        SessionsGateway gateway = new SessionsGateway();
        while (gateway.all.size() < LoadArm.CONNECTIONS) {
            gateway.all.add(database.connect());
        }
        gateway.idle.addAll(gateway.all);
        return gateway;
    }

    @Override
    public Lease acquire() {
        Connection connection = idle.poll();
        if (connection == null) {
            throw new IllegalStateException("more callers than the " + LoadArm.CONNECTIONS + " sessions");
        }
        return new SessionLease(connection, idle);
    }

    @Override
    public void close() {
        for (Connection connection : all) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("a session could not be closed", e);
            }
        }
    }

    private record SessionLease(Connection connection, Queue<Connection> idle) implements Lease {
        @Override
        public void close() {
            idle.add(connection);
        }
    }
}
