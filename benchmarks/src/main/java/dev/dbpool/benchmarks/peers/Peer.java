package dev.dbpool.benchmarks.peers;

import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * A pool under measurement.
 *
 * @param dataSource whose {@code getConnection} is measured
 * @param recorded reads how many acquisitions its instruments have counted; empty if it has none
 * @param closing closes it
 */
public record Peer(DataSource dataSource, Recorded recorded, Closing closing) implements AutoCloseable {

    /** Before the first is open. */
    public static final Peer NONE = bare(new StubDataSource(), () -> {});

    /** A count, read when asked. */
    public interface Recorded {
        OptionalLong acquisitions();
    }

    /** The end of a pool. */
    public interface Closing {
        void close() throws SQLException;
    }

    static Peer bare(DataSource dataSource, Closing closing) {
        return new Peer(dataSource, OptionalLong::empty, closing);
    }

    @Override
    public void close() throws SQLException {
        closing.close();
    }
}
