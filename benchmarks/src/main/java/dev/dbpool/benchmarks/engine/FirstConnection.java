package dev.dbpool.benchmarks.engine;

import com.sun.management.OperatingSystemMXBean;
import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.StubDriver;
import dev.dbpool.benchmarks.results.Names;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * From nothing to the first connection, in a JVM that has loaded none of the pool's classes: loading and initialising
 * them, opening the pool, borrowing once: {@code FirstConnection ARM}. The login is a stub, so neither network nor server
 * nor TLS is in it.
 */
final class FirstConnection {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private FirstConnection() {}

    public static void main(String[] arguments) throws Exception {
        Arm arm = Arm.valueOf(arguments[0]);
        useStub();
        long processFrom = PROCESS.getProcessCpuTime();
        long callerFrom = THREADS.getCurrentThreadCpuTime();
        long from = System.nanoTime();
        try (Peer peer = arm.open();
                Connection connection = peer.dataSource().getConnection()) {
            double millis = (System.nanoTime() - from) / 1e6;
            double callerMillis = (THREADS.getCurrentThreadCpuTime() - callerFrom) / 1e6;
            double processMillis = (PROCESS.getProcessCpuTime() - processFrom) / 1e6;
            if (connection.isClosed()) {
                throw new IllegalStateException("no connection");
            }
            Child.tell(Names.MILLIS, millis);
            Child.tell(Names.CALLER_CPU_MILLIS, callerMillis);
            Child.tell(Names.CPU_MILLIS, processMillis);
        }
    }

    /** Generates the classes of the stub, which would take longer than all that is to be measured. */
    private static void useStub() throws Exception {
        try (Connection session = StubDriver.session();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            if (rows.next()) {
                throw new IllegalStateException("the stub has rows");
            }
        }
    }
}
