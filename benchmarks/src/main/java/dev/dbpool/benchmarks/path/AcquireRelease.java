package dev.dbpool.benchmarks.path;

import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Borrow a connection and give it back, with nothing between and nothing below. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AcquireRelease {
    /** Whose connection. */
    @Param("DB_POOL")
    public Arm arm = Arm.DB_POOL;

    private Peer peer = Peer.NONE;

    /** Opens the pool, warm. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        peer = arm.open();
    }

    /** The measured act. */
    @Benchmark
    public Connection acquireRelease() throws SQLException {
        Connection connection = peer.dataSource().getConnection();
        connection.close();
        return connection;
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() throws SQLException {
        peer.close();
    }
}
