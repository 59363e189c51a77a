package dev.dbpool;

import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.engine.HikariEngine;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.StubLogin;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.jdbc.ReturnPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.postgresql.core.BaseConnection;

/**
 * The engine of a pool without gate, tests and metrics, and with or without the record of who holds its connections: what
 * the record costs is the difference.
 */
public final class StubbedEngine implements ReturnPath, AutoCloseable {
    private static final long TIMEOUT_NANOS = Duration.ofMinutes(1).toNanos();

    private final ConnectionFactory factory;
    private final Engine engine;

    private StubbedEngine(DbConfig config, Supplier<? extends BaseConnection> sessions) {
        factory = StubLogin.factory(
                PartSettings.ofFactory(config),
                config.urlSource(),
                new ConnectListener() {},
                System::nanoTime,
                sessions);
        engine = new HikariEngine(PartSettings.ofEngine(config), () -> factory.openPatiently(() -> true));
    }

    /** An engine over the supplier's sessions. */
    public static StubbedEngine open(DbConfig config, Supplier<? extends BaseConnection> sessions) {
        return new StubbedEngine(config, sessions);
    }

    /** The engine's connection; it goes back when it is closed. */
    public Connection poll() throws SQLException {
        try {
            Connection polled = engine.poll(TIMEOUT_NANOS);
            if (polled == null) {
                throw new SQLException("none within a minute");
            }
            return polled;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException(interrupted);
        }
    }

    /** The same in the hands of a borrower, as the pool lends it. */
    public Connection lend() throws SQLException {
        Connection polled = poll();
        PhysicalConnection session = polled.unwrap(PhysicalConnection.class);
        BorrowedConnection borrowed =
                new BorrowedConnection(polled, session, this, Thread.currentThread(), System.nanoTime());
        session.lendTo(borrowed);
        return borrowed;
    }

    @Override
    public void returned(BorrowedConnection connection) throws SQLException {
        connection.physical().takeBack(System.nanoTime());
        engine.release(connection.engineConnection());
    }

    @Override
    public void discarded(BorrowedConnection connection) {
        engine.discard(connection.engineConnection());
    }

    @Override
    public void close() {
        factory.stop();
        engine.close();
    }
}
