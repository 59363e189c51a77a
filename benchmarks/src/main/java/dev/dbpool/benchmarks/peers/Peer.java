package dev.dbpool.benchmarks.peers;

import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * A pool under measurement.
 *
 * @param dataSource whose {@code getConnection} is measured
 * @param recorded reads how many acquisitions its instruments have counted; empty if it has none
 * @param evicting has all its sessions replaced, those in use when they come back
 * @param closing closes it
 */
public record Peer(DataSource dataSource, Recorded recorded, Runnable evicting, Closing closing)
        implements AutoCloseable {

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

    Peer(DataSource dataSource, Recorded recorded, Closing closing) {
        this(dataSource, recorded, Peer::cannotEvict, closing);
    }

    private static void cannotEvict() {
        throw new UnsupportedOperationException("is not measured with other sessions");
    }

    Peer withEviction(Runnable eviction) {
        return new Peer(dataSource, recorded, eviction, closing);
    }

    static Peer bare(DataSource dataSource, Closing closing) {
        return new Peer(dataSource, OptionalLong::empty, closing);
    }

    @Override
    public void close() throws SQLException {
        closing.close();
    }
}
